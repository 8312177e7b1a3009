package io.orchagent.calls.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.calls.engines.AgentOutput.Form;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentOutputTest {
  private static AgentOutput read(String stdout) {
    return AgentOutput.read(stdout.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1.0, \"b\": \"\\u0000\\ud800\"}",
        "[1e999]",
        "\"text\"",
        "null",
        "-0",
        "123456789012345678901234567890.000"
      })
  void one_document_is_kept_as_it_was_printed(String document) {
    assertThat(read("\n  " + document + "\r\n")).isEqualTo(new AgentOutput(Form.JSON, document));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "NaN",
        "{\"a\": NaN}",
        "1 2",
        "{} {}",
        "{\"a\":}",
        "[1,]",
        "{\"a\": \"\u0001\"}",
        "// no\n{}",
        "{'a': 1}",
        "\"\\x\"",
        "01"
      })
  void anything_else_is_text(String text) {
    assertThat(read(text)).isEqualTo(new AgentOutput(Form.OTHER, text.strip()));
  }

  @Test
  void bytes_that_are_no_utf_8_are_text() {
    assertThat(AgentOutput.read(new byte[] {'"', (byte) 0xff, '"'}))
        .isEqualTo(new AgentOutput(Form.OTHER, "\"\uFFFD\""));
  }

  @Test
  void two_hundred_levels_are_the_most() {
    assertThat(read("[".repeat(200) + "]".repeat(200)).form()).isEqualTo(Form.JSON);
    assertThat(read("[".repeat(201) + "]".repeat(201)).form()).isEqualTo(Form.TOO_DEEP);
    assertThat(read("{\"a\":".repeat(100_000)).form()).isEqualTo(Form.TOO_DEEP);
  }

  @Test
  void the_error_of_an_object_is_found() {
    assertThat(read("{\"x\": {\"error\": \"no\"}, \"error\": \"yes\"}").error()).contains("yes");
    assertThat(read("{\"error\": {\"code\": 1, \"message\": \"inner\"}}").error())
        .contains("inner");
    assertThat(read("{\"error\": 7}").error()).isEmpty();
    assertThat(read("{\"error\": {}}").error()).isEmpty();
    assertThat(read("[\"error\"]").error()).isEmpty();
    assertThat(read("error").error()).isEmpty();
  }
}
