package io.orchagent.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plan free has ten calls at one time. */
@QuarkusTest
class ConcurrencyResourceTest {
  private TestWorkspace caller;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    tool = TestTool.python(caller, "import time\ntime.sleep(4)\nprint(1)");
  }

  @Test
  void ten_run_at_one_time_and_the_rest_is_told_to_wait() {
    List<Response> answers =
        Together.run(14, i -> caller.asOwner().body("{}").post(tool.path()).thenReturn());
    assertThat(answers.stream().filter(a -> a.statusCode() == 200)).hasSize(10);
    List<Response> refused = answers.stream().filter(a -> a.statusCode() == 429).toList();
    assertThat(refused).hasSize(4);
    for (Response answer : refused) {
      answer
          .then()
          .body("error.code", equalTo("RATE_LIMITED"))
          .body("error.suggested_wait_time", equalTo(1))
          .header("Retry-After", "1");
    }
    caller
        .asOwner()
        .post(TestTool.python(caller, "print(1)").path())
        .then()
        .statusCode(200)
        .header("X-RateLimit-Remaining", "989");
  }
}
