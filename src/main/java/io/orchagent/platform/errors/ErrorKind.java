package io.orchagent.platform.errors;

/** What kind of failure it is. The kind owns the HTTP status; the code belongs to the feature. */
public enum ErrorKind {
  INVALID(400),
  UNAUTHENTICATED(401),
  PAYMENT_REQUIRED(402),
  FORBIDDEN(403),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  CONFLICT(409),
  TOO_LARGE(413),
  UNSUPPORTED_TYPE(415),
  UNPROCESSABLE(422),
  LIMITED(429),
  INTERNAL(500),
  UPSTREAM_FAILED(502),
  UNAVAILABLE(503),
  DEADLINE_PASSED(504);

  private final int status;

  ErrorKind(int status) {
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
