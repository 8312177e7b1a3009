package io.orchagent.services.runtime;

import java.time.Instant;

/**
 * One line that an instance wrote.
 *
 * @param at when it was read
 * @param message without its line end, masked
 */
public record LogLine(Instant at, Severity severity, String message) {

  /** What a line says of itself, or by where it was written. */
  public enum Severity {
    DEBUG,
    INFO,
    WARNING,
    ERROR
  }
}
