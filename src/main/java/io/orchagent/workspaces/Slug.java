package io.orchagent.workspaces;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Text that may be the slug of a workspace. */
@Constraint(validatedBy = Slug.Check.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface Slug {
  String message() default "is no slug";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Says what is wrong with it. */
  class Check implements ConstraintValidator<Slug, String> {
    @Override
    public boolean isValid(@Nullable String slug, ConstraintValidatorContext context) {
      Optional<String> objection = slug == null ? Optional.empty() : Slugs.objection(slug);
      objection.ifPresent(
          text -> {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(text).addConstraintViolation();
          });
      return objection.isEmpty();
    }
  }
}
