package io.orchagent.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Thousands of wrong passwords. */
@QuarkusTest
class LoginThrottleTest {
  @Inject RedisDataSource redis;

  private static ValidatableResponse login(String email, String password, String address) {
    return given()
        .contentType("application/json")
        .header("X-Forwarded-For", address)
        .body(Map.of("email", email, "password", password))
        .post("/auth/login")
        .then();
  }

  /** Ten at a time; how many of the thousand got to know whether the password was right. */
  private static long compared(int many, IntFunction<ValidatableResponse> attempt) {
    return Together.run(
            10,
            worker -> {
              long compared = 0;
              for (int i = worker; i < many; i += 10) {
                int status = attempt.apply(i).extract().statusCode();
                assertThat(status).isIn(401, 429);
                compared += status == 401 ? 1 : 0;
              }
              return compared;
            })
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** A network of this test alone. */
  private static String network() {
    return "2001:db8:" + TestWorkspace.unique().substring(0, 4) + ":";
  }

  @Test
  void a_thousand_guesses_from_many_addresses_learn_of_two_hundred() {
    TestWorkspace known = TestWorkspace.create();
    login(known.email, known.password, "198.51.100.20").statusCode(200);
    String network = network();
    long compared =
        compared(
            1_000,
            i -> login(known.email, "wrong " + i, network + Integer.toHexString(i + 1) + "::1"));
    assertThat(compared).isEqualTo(200);
    login(known.email, known.password, network + "fff0::1").statusCode(429);
    login(known.email, known.password, "198.51.100.20").statusCode(200);
  }

  @Test
  void a_thousand_guesses_from_one_network_learn_of_a_hundred() {
    String network = network() + "1::";
    long compared =
        compared(
            1_000,
            i ->
                login(
                    TestWorkspace.newEmail(), "wrong " + i, network + Integer.toHexString(i + 1)));
    assertThat(compared).isEqualTo(100);
  }

  @Test
  void without_redis_this_server_counts_by_itself() {
    TestWorkspace known = TestWorkspace.create();
    String attacker = network() + "2::1";
    redis.execute("ACL", "SETUSER", "default", "-evalsha", "-eval");
    try {
      long compared = compared(100, i -> login(known.email, "wrong " + i, attacker));
      assertThat(compared).isEqualTo(10);
      login(known.email, known.password, attacker).statusCode(429);
      login(known.email, known.password, "198.51.100.21").statusCode(200);
      long others = compared(300, i -> login(TestWorkspace.newEmail(), "wrong " + i, attacker));
      assertThat(others).isEqualTo(90);
    } finally {
      redis.execute("ACL", "SETUSER", "default", "+evalsha", "+eval");
    }
    // Redis had counted nothing meanwhile
    login(known.email, known.password, attacker).statusCode(200);
  }
}
