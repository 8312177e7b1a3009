package io.orchagent.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.testing.LogCapture;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ids on lines that are logged in the middle of a run. */
@QuarkusTest
class LogIdsTest {
  private static Map<String, Object> ids(TestWorkspace caller, String run) {
    return Map.of(
        "run_id",
        run,
        "request_id",
        "req_" + run.replace("-", ""),
        "workspace_id",
        caller.workspaceId.toString());
  }

  private static TestPrompt prompt(TestWorkspace caller, TestModel model) {
    TestSecrets.set(caller, "OPENAI_API_KEY", model.key);
    return TestPrompt.publish(caller, "Answer");
  }

  @Test
  void a_call_and_a_queued_run_name_themselves() {
    TestWorkspace caller = TestWorkspace.create();
    TestModel model =
        TestModel.of("openai")
            .fails(503, "busy")
            .says("a", 1, 1)
            .fails(503, "busy")
            .says("b", 1, 1);
    TestPrompt prompt = prompt(caller, model);
    try (LogCapture log = LogCapture.start()) {
      String run = prompt.call(caller, Map.of()).statusCode(200).extract().header("X-Run-Id");
      assertThat(log.ids("attempt")).containsExactly(ids(caller, run));
      String queued =
          caller
              .asOwner()
              .header("Prefer", "respond-async")
              .body("{}")
              .post(prompt.path())
              .then()
              .statusCode(202)
              .extract()
              .path("data.run_id");
      await().until(() -> log.ids("attempt").size() == 2);
      assertThat(log.ids("attempt").getLast()).isEqualTo(ids(caller, queued));
    }
  }

  @Test
  void so_does_the_way_out_of_its_sandbox() {
    TestWorkspace caller = TestWorkspace.create();
    TestTool tool =
        TestTool.publish(
            caller,
            Map.of("environment", Map.of("network", true)),
            Map.of(
                "main.py",
                """
                import urllib.request
                try:
                    urllib.request.urlopen('http://localhost:9000/')
                except OSError:
                    pass
                print('{}')
                """));
    try (LogCapture log = LogCapture.start()) {
      String run =
          caller
              .asOwner()
              .body("{}")
              .post(tool.path())
              .then()
              .statusCode(200)
              .extract()
              .header("X-Run-Id");
      await().until(() -> !log.ids("egress refused").isEmpty());
      assertThat(log.ids("egress refused").getFirst()).isEqualTo(ids(caller, run));
    }
  }
}
