package io.orchagent.calls;

import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
class QueuedClaimsTest {
  @Inject MeterRegistry metrics;

  private double foundNoRoom() {
    return metrics.counter("orchagent.queue.found_no_room").count();
  }

  @Test
  void calls_of_a_full_workspace_are_not_prepared_again_and_again() {
    TestWorkspace caller = TestWorkspace.create();
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("concurrent_calls", 1)))
        .patch("/admin/workspaces/" + caller.workspaceId)
        .then()
        .statusCode(200);
    TestTool tool = TestTool.python(caller, "import time; time.sleep(6); print('{}')");
    for (int i = 0; i < 4; i++) {
      caller
          .asOwner()
          .header("Prefer", "respond-async")
          .body("{}")
          .post(tool.path())
          .then()
          .statusCode(202);
    }
    Awaitility.await().until(() -> foundNoRoom() > 0);
    double before = foundNoRoom();
    Awaitility.await()
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(7))
        // At once for the three that came together, then one in three seconds
        .until(() -> foundNoRoom() - before <= 5);
    caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs?status=queued")
        .jsonPath()
        .getList("data.runs.id", String.class)
        .forEach(
            id ->
                caller
                    .asOwner()
                    .post("/workspaces/" + caller.workspaceId + "/runs/" + id + "/cancel"));
  }
}
