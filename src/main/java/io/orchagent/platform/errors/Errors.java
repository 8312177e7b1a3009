package io.orchagent.platform.errors;

import java.time.Duration;
import java.util.List;

/** The failures that every feature shares. Each message says what to do next. */
public final class Errors {
  private Errors() {}

  public static ApiException invalid(String message) {
    return ApiException.of(ErrorKind.INVALID, "INVALID_INPUT", message).build();
  }

  public static ApiException invalidField(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /** All failures at once; the message repeats the first few for those who only log messages. */
  public static ApiException invalid(List<FieldError> fields) {
    StringBuilder message = new StringBuilder();
    for (FieldError error : fields.subList(0, Math.min(fields.size(), 5))) {
      message.append(message.isEmpty() ? "" : "; ");
      message.append(error.field()).append(": ").append(error.message());
    }
    if (fields.size() > 5) {
      message.append("; and ").append(fields.size() - 5).append(" more, see fields");
    }
    return ApiException.of(ErrorKind.INVALID, "INVALID_INPUT", message.toString())
        .fields(fields)
        .build();
  }

  public static ApiException unauthorized() {
    return ApiException.of(
            ErrorKind.UNAUTHENTICATED,
            "UNAUTHORIZED",
            "No valid credential. Send 'Authorization: Bearer <API key or session token>';"
                + " the one sent is unknown, revoked or expired, or none was sent.")
        .build();
  }

  public static ApiException forbidden(String message) {
    return ApiException.of(ErrorKind.FORBIDDEN, "FORBIDDEN", message).build();
  }

  /** A limit of the plan other than a quota; the message has to name it. */
  public static ApiException planLimit(String message) {
    return ApiException.of(ErrorKind.FORBIDDEN, "PLAN_LIMIT_REACHED", message).build();
  }

  /** The one answer for what is absent and for what this caller must not know of. */
  public static ApiException notFound(String what) {
    return ApiException.of(
            ErrorKind.NOT_FOUND,
            "NOT_FOUND",
            what + " not found. Check the address and that your credential may see it.")
        .build();
  }

  public static ApiException methodNotAllowed() {
    return ApiException.of(
            ErrorKind.METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            "This address does not take that method; see the Allow header.")
        .build();
  }

  public static ApiException conflict(String message) {
    return ApiException.of(ErrorKind.CONFLICT, "CONFLICT", message).build();
  }

  public static ApiException tooLarge(String message) {
    return ApiException.of(ErrorKind.TOO_LARGE, "DOCUMENT_TOO_LARGE", message).build();
  }

  public static ApiException unsupportedType(String message) {
    return ApiException.of(ErrorKind.UNSUPPORTED_TYPE, "UNSUPPORTED_TYPE", message).build();
  }

  public static ApiException unprocessable(String message) {
    return ApiException.of(ErrorKind.UNPROCESSABLE, "UNPROCESSABLE", message).build();
  }

  public static ApiException unavailable(String message) {
    return ApiException.of(ErrorKind.UNAVAILABLE, "UNAVAILABLE", message)
        .retryable()
        .retryAfter(Duration.ofSeconds(5))
        .build();
  }

  /** A bug. The cause is for the log alone. */
  public static ApiException internal(Throwable cause) {
    return ApiException.of(
            ErrorKind.INTERNAL,
            "INTERNAL_ERROR",
            "Something went wrong on our side. Try again; if it stays, report the request id.")
        .retryable()
        .cause(cause)
        .build();
  }
}
