package io.orchagent.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.llm.LlmException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderFailuresTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  private static ChatRequest request(String key) {
    return new ChatRequest(
        LlmProvider.OPENAI,
        "m",
        key,
        null,
        List.of(),
        List.of(),
        null,
        NOW,
        Duration.ZERO,
        new CompletableFuture<>(),
        null,
        RetryListener.NONE);
  }

  private static LlmException answered(String key, int status, String body, String after) {
    return new ProviderFailures(request(key), NOW)
        .answered(new LlmTransport.Reply(status, body.getBytes(UTF_8), after, null, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "12 | 12000",
        "1.5 | 1500",
        "0 | 0",
        "999999999 | 86400000",
        "Tue, 24 Nov 2026 10:00:30 GMT | 30000",
        "Tue, 24 Nov 2026 09:00:00 GMT | 0",
        "soon | none",
        "-5 | none",
        "none | none"
      })
  void a_wait_is_seconds_or_a_date(String after, Long millis) {
    assertThat(answered("k", 429, "{}", after).retryAfter().map(Duration::toMillis).orElse(null))
        .isEqualTo(millis);
  }

  @Test
  void what_keeps_a_provider_out_of_reach_is_told_apart() {
    ProviderFailures failures = new ProviderFailures(request("k"), NOW);
    assertThat(failures.unreachable(new java.net.UnknownHostException("secret.internal")))
        .hasMessage("openai can't be reached: the name of its host is not known.");
    assertThat(
            failures.unreachable(
                new java.io.IOException(new javax.net.ssl.SSLHandshakeException("no path"))))
        .hasMessage("openai can't be reached: no secure connection to it came about.");
    assertThat(failures.unreachable(new java.net.ConnectException("10.0.0.1")))
        .hasMessage("openai can't be reached.");
    assertThat(failures.unreachable(new java.io.IOException("reset")))
        .hasMessage("openai broke the connection off before it had answered.");
  }

  @ParameterizedTest
  @CsvSource({
    "401, KEY_REFUSED",
    "403, KEY_REFUSED",
    "429, RATE_LIMITED",
    "400, FAILED",
    "404, FAILED",
    "302, FAILED",
    "408, DOWN",
    "500, DOWN",
    "529, DOWN"
  })
  void the_status_says_what_to_make_of_it(int status, Kind kind) {
    assertThat(answered("k", status, "", null).kind()).isEqualTo(kind);
  }

  @Test
  void words_are_found_where_each_provider_puts_them() {
    for (String body :
        List.of(
            "{\"error\":{\"message\":\" why \"}}",
            "{\"error\":\"why\"}",
            "{\"message\":\"why\"}",
            "[{\"error\":{\"message\":\"why\"}}]")) {
      assertThat(answered("k", 500, body, null).publicMessage())
          .isEqualTo("openai answered with status 500: why");
    }
    for (String body : List.of("", "<html>why</html>", "{\"error\":{}}", "[]", "5")) {
      assertThat(answered("k", 500, body, null).publicMessage())
          .isEqualTo("openai answered with status 500.");
    }
  }

  @Test
  void the_key_is_hidden_also_where_it_is_short_or_cut() {
    assertThat(answered("abcd", 401, "{\"error\":\"not abcd\"}", null).publicMessage())
        .isEqualTo("openai answered with status 401: not ***");
    String key = "k".repeat(100);
    String long500 = "{\"error\":\"" + "x".repeat(950) + key + "\"}";
    assertThat(answered(key, 401, long500, null).publicMessage()).doesNotContain("kk").hasSize(986);
  }
}
