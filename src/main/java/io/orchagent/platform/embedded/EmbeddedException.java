package io.orchagent.platform.embedded;

import org.jspecify.annotations.Nullable;

/** A start that cannot go on; the message is for the person at the terminal and says what to do. */
public final class EmbeddedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EmbeddedException(String message) {
    this(message, null);
  }

  public EmbeddedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
