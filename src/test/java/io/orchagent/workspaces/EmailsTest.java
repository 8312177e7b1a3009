package io.orchagent.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@b.co",
        "ada.lovelace+news@example.com",
        "o'brien@sub.example-site.co.uk",
        "admin@orchagent.local",
        "1@2.test",
        "x@xn--bcher-kva.example"
      })
  void addresses(String text) {
    assertThat(Emails.hasForm(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "a",
        "a@",
        "@b.test",
        "a@b",
        "a@b.",
        "a@.b",
        "a@b..test",
        ".a@b.test",
        "a.@b.test",
        "a@b_c.test",
        "a@-b.test",
        "a@b-.test",
        "a b@c.test",
        " a@b.test",
        "a@b.test\n",
        "a@b@c.test",
        "a@[127.0.0.1]",
        "\"a\"@b.test",
        "é@b.test",
        "a@é.test"
      })
  void others(String text) {
    assertThat(Emails.hasForm(text)).isFalse();
  }

  @Test
  void lengths() {
    assertThat(Emails.hasForm("x".repeat(64) + "@b.test")).isTrue();
    assertThat(Emails.hasForm("x".repeat(65) + "@b.test")).isFalse();
    assertThat(Emails.hasForm("x@" + "b.".repeat(125) + "te")).isTrue();
    assertThat(Emails.hasForm("x@" + "b.".repeat(126) + "te")).isFalse();
    assertThat(Emails.hasForm("a.".repeat(1_000_000) + "@b.test")).isFalse();
  }
}
