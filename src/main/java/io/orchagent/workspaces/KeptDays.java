package io.orchagent.workspaces;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** Days that a workspace keeps its runs: at least one, at most as many as the server does. */
@Constraint(validatedBy = KeptDays.Check.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@interface KeptDays {
  What value();

  String message() default "is out of range";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** What is kept. */
  enum What {
    PAYLOADS,
    RUNS
  }

  /**
   * One for each use of the rule; made before the configuration is read, hence the late look-up.
   */
  @Dependent
  class Check implements ConstraintValidator<KeptDays, Integer> {
    private final Instance<ServerRetention> server;
    private What what = What.PAYLOADS;

    Check(Instance<ServerRetention> server) {
      this.server = server;
    }

    @Override
    public void initialize(KeptDays rule) {
      what = rule.value();
    }

    @Override
    public boolean isValid(@Nullable Integer days, ConstraintValidatorContext context) {
      long longest = server.get().days(what);
      if (days == null || (days >= 1 && days <= longest)) {
        return true;
      }
      context.disableDefaultConstraintViolation();
      context
          .buildConstraintViolationWithTemplate(
              "must be 1 to " + longest + " days, or null for the server's " + longest)
          .addConstraintViolation();
      return false;
    }
  }
}
