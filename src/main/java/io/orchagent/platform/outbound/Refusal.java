package io.orchagent.platform.outbound;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request that goes nowhere, and what its sender is told. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why; the name in lower case is told, logged and counted. */
  enum Reason {
    MALFORMED_REQUEST(400, "Bad Request"),
    HEAD_TOO_LARGE(431, "Request Header Fields Too Large"),
    METHOD_NOT_FORWARDED(405, "Method Not Allowed"),
    HOST_MISMATCH(403, "Forbidden"),
    HOST_NOT_ALLOWED(403, "Forbidden"),
    PRIVATE_ADDRESS(403, "Forbidden"),
    OWN_SERVER(403, "Forbidden"),
    GATEWAY_PATH(403, "Forbidden"),
    GATEWAY_TUNNEL(403, "Forbidden"),
    TOO_MANY_CONNECTIONS(429, "Too Many Requests"),
    TOO_MANY_BYTES(429, "Too Many Requests"),
    UNKNOWN_HOST(502, "Bad Gateway"),
    UNREACHABLE(502, "Bad Gateway"),
    TIMED_OUT(504, "Gateway Timeout");

    private final int status;
    private final String phrase;

    Reason(int status, String phrase) {
      this.status = status;
      this.phrase = phrase;
    }

    int status() {
      return status;
    }

    String phrase() {
      return phrase;
    }

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;
  private final String hint;
  private final transient @Nullable Authority target;

  Refusal(Reason reason, @Nullable Authority target, String message, String hint) {
    super(message, null, false, false);
    this.reason = reason;
    this.target = target;
    this.hint = hint;
  }

  static Refusal malformed(String message) {
    return new Refusal(
        Reason.MALFORMED_REQUEST,
        null,
        message,
        "Send CONNECT host:port, or a request with the whole address, as HTTP clients do that use"
            + " HTTP_PROXY and HTTPS_PROXY.");
  }

  Reason reason() {
    return reason;
  }

  String hint() {
    return hint;
  }

  @Nullable Authority target() {
    return target;
  }
}
