package io.orchagent.platform.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What looks like a secret, and what only nearly does. */
class SecretLookingTest {
  @Test
  void known_forms_go() {
    // Made up here, and put together so that no scanner takes them for real ones
    String letters = "abcdefghijklmnopqrstuvwxyz012345";
    assertThat(SecretLooking.masked("key sk-" + letters + " used")).isEqualTo("key *** used");
    assertThat(SecretLooking.masked("push with ghp_" + letters)).isEqualTo("push with ***");
    assertThat(SecretLooking.masked("Authorization: Bearer " + letters))
        .isEqualTo("Authorization: Bearer ***");
    assertThat(SecretLooking.masked("{\"password\": \"hunter2!x\", \"user\": \"me\"}"))
        .isEqualTo("{\"password\": \"***\", \"user\": \"me\"}");
    assertThat(SecretLooking.masked("API_KEY=" + letters)).isEqualTo("API_KEY=***");
    assertThat(SecretLooking.masked("postgres://me:letmein@db/x"))
        .isEqualTo("postgres://me:***@db/x");
    assertThat(SecretLooking.masked("eyJhbGciOiJI." + letters + "." + letters)).isEqualTo("***");
  }

  @Test
  void sentences_stay() {
    for (String line :
        new String[] {
          "the token was refused",
          "GET https://example.com:8080/a",
          "password changed by me",
          "task-skipped",
          "basic auth is on",
        }) {
      assertThat(SecretLooking.masked(line)).isEqualTo(line);
    }
  }
}
