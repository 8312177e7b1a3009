package io.orchagent.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void fields_are_quoted_and_null_is_empty() {
    assertThat(Csv.line(Arrays.asList("a", null, "b \"c\", d\ne", "")))
        .isEqualTo("\"a\",\"\",\"b \"\"c\"\", d\ne\",\"\"\r\n");
  }

  @Test
  void what_a_spreadsheet_would_run_is_defused() {
    for (String formula :
        List.of(
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "  =1",
            "\u200b=1",
            "\u00a0@x",
            "\uff1d1",
            "\tx")) {
      assertThat(Csv.line(List.of(formula))).isEqualTo("\"'" + formula + "\"\r\n");
    }
    for (String plain : List.of("a=b", "x", " x", "2026-01-01T00:00:00Z", "'=1", "\"=1")) {
      assertThat(Csv.line(List.of(plain))).isEqualTo("\"" + plain.replace("\"", "\"\"") + "\"\r\n");
    }
  }

  @Test
  void a_stream_is_its_parts() throws IOException {
    assertThat(Csv.stream(List.of("Zo\u00eb\r\n", "", "x").iterator()).readAllBytes())
        .isEqualTo("Zo\u00eb\r\nx".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(Csv.stream(List.of("ab").iterator()).read()).isEqualTo('a');
    assertThat(Csv.stream(List.<String>of().iterator()).read()).isEqualTo(-1);
  }
}
