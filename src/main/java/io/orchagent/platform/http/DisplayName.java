package io.orchagent.platform.http;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A name for people to read: no line breaks or escape sequences that would dress up a terminal. */
@Size(min = 1, max = 100)
@Pattern(regexp = "(?s).*\\S.*")
@Pattern(regexp = "\\P{Cntrl}*")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE, ElementType.METHOD})
public @interface DisplayName {
  String message() default "must be 1 to 100 characters, not blank, without control characters";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};
}
