package io.orchagent.identity;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Text that will do as a password. */
@Constraint(validatedBy = NewPassword.Check.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
@interface NewPassword {
  String message() default "will not do";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Says what is wrong with it. Made before the configuration is read, hence the late look-up. */
  @Singleton
  class Check implements ConstraintValidator<NewPassword, String> {
    private final Instance<Passwords> passwords;

    Check(Instance<Passwords> passwords) {
      this.passwords = passwords;
    }

    @Override
    public boolean isValid(@Nullable String password, ConstraintValidatorContext context) {
      Optional<String> objection =
          password == null ? Optional.empty() : passwords.get().objection(password, List.of());
      objection.ifPresent(
          text -> {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(text).addConstraintViolation();
          });
      return objection.isEmpty();
    }
  }
}
