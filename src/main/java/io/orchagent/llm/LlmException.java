package io.orchagent.llm;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model that gave no answer. The message is for the caller, and never has the key in it. */
public final class LlmException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What to make of it. */
  public enum Kind {
    /** The provider is out of order or out of reach; others may not be. */
    DOWN,
    /** The provider wants fewer requests. */
    RATE_LIMITED,
    /** The provider does not accept the key. */
    KEY_REFUSED,
    /** The provider does not accept the request, or answers what makes no sense. */
    FAILED,
    /** The provider had begun its answer, which may have to be paid, and did not end it. */
    BROKEN_OFF,
    /** The deadline passed. */
    TIMED_OUT,
    /** Nobody wants the answer any more. */
    STOPPED
  }

  private final Kind kind;
  private final int status;
  private final boolean answered;
  private final transient @Nullable Duration retryAfter;

  private LlmException(
      Kind kind, String message, int status, boolean answered, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.answered = answered;
    this.retryAfter = retryAfter;
  }

  LlmException(Kind kind, String message, int status, @Nullable Duration retryAfter) {
    this(kind, message, status, false, retryAfter);
  }

  /** Of an answer that came, in part or whole, and is of no use. */
  static LlmException ofAnswer(Kind kind, String message) {
    return new LlmException(kind, message, 0, true, null);
  }

  LlmException(Kind kind, String message) {
    this(kind, message, 0, null);
  }

  public Kind kind() {
    return kind;
  }

  /** The provider's HTTP status; 0 when there was none. */
  public int status() {
    return status;
  }

  /** Whether a model had answered: that may have to be paid for, and nobody knows how much. */
  public boolean hasAnswered() {
    return answered;
  }

  public String publicMessage() {
    return String.valueOf(getMessage());
  }

  /** How long the provider wants to be left alone. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
