package io.orchagent.platform.crypto;

/** Keys that are missing, wrong, or do not open what they should. Never for callers to read. */
public final class CryptoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CryptoException(String message) {
    super(message);
  }

  CryptoException(String message, Throwable cause) {
    super(message, cause);
  }
}
