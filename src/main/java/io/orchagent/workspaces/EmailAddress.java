package io.orchagent.workspaces;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** Text that has the form of an email address. */
@Constraint(validatedBy = EmailAddress.Check.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface EmailAddress {
  String message() default Emails.RULE;

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Absent is another rule's matter. */
  class Check implements ConstraintValidator<EmailAddress, String> {
    @Override
    public boolean isValid(@Nullable String email, ConstraintValidatorContext context) {
      return email == null || Emails.hasForm(email);
    }
  }
}
