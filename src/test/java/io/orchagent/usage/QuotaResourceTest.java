package io.orchagent.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestRedis;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.TightPlan;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 40 calls a day and room for 100 at once. */
@QuarkusTest
@TestProfile(TightPlan.class)
class QuotaResourceTest {
  private TestWorkspace caller;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    tool = TestTool.python(caller, "import time\ntime.sleep(0.2)\nprint(1)");
  }

  @Test
  void a_redis_that_is_flushed_in_the_middle_of_seventy_calls_still_lets_exactly_forty_run() {
    List<Response> answers =
        Together.run(
            70,
            i -> {
              if (i % 14 == 7) {
                TestRedis.flush();
              }
              return caller.asOwner().body("{}").post(tool.path()).thenReturn();
            });
    assertThat(answers.stream().filter(a -> a.statusCode() == 200)).hasSize(40);
    List<Response> refused = answers.stream().filter(a -> a.statusCode() == 429).toList();
    assertThat(refused).hasSize(30);
    assertThat(refused).allMatch(a -> a.header("Retry-After") != null);
    TestRedis.flush();
    caller
        .asOwner()
        .body("{}")
        .post(tool.path())
        .then()
        .statusCode(429)
        .header("X-RateLimit-Remaining", "0");
    caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs?status=completed")
        .then()
        .body("metadata.total", equalTo(40));
  }

  @Test
  void of_seventy_simultaneous_calls_with_forty_left_exactly_forty_run() {
    List<Response> answers =
        Together.run(70, i -> caller.asOwner().body("{}").post(tool.path()).thenReturn());
    List<Response> ran = answers.stream().filter(a -> a.statusCode() == 200).toList();
    List<Response> refused = answers.stream().filter(a -> a.statusCode() == 429).toList();
    assertThat(ran).hasSize(40);
    assertThat(refused).hasSize(30);
    assertThat(ran.stream().map(a -> Integer.valueOf(a.header("X-RateLimit-Remaining"))).sorted())
        .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
    long midnight =
        LocalDate.now(ZoneOffset.UTC).plusDays(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    for (Response answer : refused) {
      answer
          .then()
          .body("error.code", equalTo("RATE_LIMITED"))
          .body("error.is_retryable", equalTo(true))
          .body("error.suggested_wait_time", greaterThan(0))
          .body("error.suggested_wait_time", lessThanOrEqualTo(86_400))
          .header("X-RateLimit-Limit", "40")
          .header("X-RateLimit-Remaining", "0")
          .header("X-RateLimit-Reset", Long.toString(midnight))
          .header("X-Run-Id", nullValue());
      assertThat(answer.header("Retry-After"))
          .isEqualTo(answer.path("error.suggested_wait_time").toString());
    }
    caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs?status=completed")
        .then()
        .body("metadata.total", equalTo(40))
        .header("X-RateLimit-Remaining", "0");
    // the quota is looked at before the input
    caller.asOwner().body("{broken").post(tool.path()).then().statusCode(429);
    caller.asOwner().post("/" + tool.org + "/nothing/v1/run").then().statusCode(404);
  }
}
