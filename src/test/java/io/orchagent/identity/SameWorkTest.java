package io.orchagent.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.testing.MailStub;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.WithMail;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What takes time is done for an unknown address as for a known one: hashes and statements are
 * counted, since time that is measured on a busy machine proves nothing.
 */
@QuarkusTest
@TestProfile(WithMail.class)
class SameWorkTest {
  @Inject MeterRegistry metrics;
  @Inject SessionFactory database;

  private String known;

  private record Work(double hashes, long statements) {}

  @BeforeEach
  void fresh() {
    database.getStatistics().setStatisticsEnabled(true);
    known = TestWorkspace.create().email;
  }

  private static int post(String path, Map<String, String> body) {
    return given()
        .contentType("application/json")
        .header("X-Forwarded-For", "2001:db8:" + TestWorkspace.unique().substring(0, 4) + ":81::1")
        .body(body)
        .post(path)
        .statusCode();
  }

  private double hashes() {
    return metrics.counter("orchagent.passwords.hashed").count();
  }

  /** The least of some times: loops of the server may have asked the database in between. */
  private Work least(Runnable request) {
    Statistics counted = database.getStatistics();
    Work[] times =
        IntStream.range(0, 6)
            .mapToObj(
                i -> {
                  double hashes = hashes();
                  long statements = counted.getPrepareStatementCount();
                  request.run();
                  return new Work(
                      hashes() - hashes, counted.getPrepareStatementCount() - statements);
                })
            .toArray(Work[]::new);
    return new Work(
        java.util.Arrays.stream(times).mapToDouble(Work::hashes).min().orElseThrow(),
        java.util.Arrays.stream(times).mapToLong(Work::statements).min().orElseThrow());
  }

  private void same(int status, double hashes, Function<String, Integer> request) {
    Work forKnown = least(() -> assertThat(request.apply(known)).isEqualTo(status));
    Work forUnknown =
        least(() -> assertThat(request.apply(TestWorkspace.newEmail())).isEqualTo(status));
    assertThat(forUnknown).isEqualTo(forKnown);
    assertThat(forKnown.hashes()).isEqualTo(hashes);
  }

  @Test
  void signing_in_compares_one_hash_after_one_look() {
    same(
        401,
        1,
        email ->
            post("/auth/login", Map.of("email", email, "password", TestWorkspace.newPassword())));
  }

  @Test
  void a_forgotten_password_hashes_nothing() {
    Function<String, Integer> ask = email -> post("/auth/password-reset", Map.of("email", email));
    double before = hashes();
    assertThat(ask.apply(known)).isEqualTo(202);
    assertThat(ask.apply(TestWorkspace.newEmail())).isEqualTo(202);
    await().until(() -> !MailStub.tokens(known, "pr_").isEmpty());
    assertThat(hashes()).isEqualTo(before);
  }

  @Test
  void a_registration_hashes_once_even_when_the_address_is_taken() {
    for (String email : new String[] {known, TestWorkspace.newEmail()}) {
      double before = hashes();
      Map<String, String> body = Map.of("email", email, "password", TestWorkspace.newPassword());
      assertThat(post("/auth/register", body)).isEqualTo(202);
      assertThat(hashes()).isEqualTo(before + 1);
    }
  }
}
