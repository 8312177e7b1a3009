package io.orchagent.services.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.services.runtime.LogLine.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lines of the usual libraries say of their own weight. */
class LineSeverityTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INFO     | hello",
        "INFO     | an error: no, a sentence about errors",
        "INFO     | 2026-11-27 10:00:00,000 INFO started",
        "INFO     | {\"level\":30,\"msg\":\"pino\"}",
        "INFO     | INFORMATION about ERRORS",
        "WARNING  | WARNING:root:careful",
        "WARNING  | [2026-11-27 10:00:00] [warn] x",
        "WARNING  | time=1 level=warning msg=x",
        "WARNING  | {\"msg\":\"x\",\"severity\":\"WARNING\"}",
        "ERROR    | ERROR: it broke",
        "ERROR    | error: it broke",
        "ERROR    | Traceback (most recent call last):",
        "ERROR    | ValueError: x",
        "ERROR    | TypeError [ERR_X]: y",
        "ERROR    | {\"levelname\": \"CRITICAL\"}",
        "ERROR    | {\"level\":50}",
        "DEBUG    | DEBUG connecting",
        "DEBUG    | {\"level\":\"trace\"}",
      })
  void it_is_read(Severity severity, String line) {
    assertThat(LineSeverity.of(line)).isEqualTo(severity);
  }
}
