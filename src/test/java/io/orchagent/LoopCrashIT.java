package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.sandbox.TestingProcesses;
import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestWorkspace;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is killed in the middle of a loop. */
class LoopCrashIT {
  @TempDir Path folder;

  private PackagedApplication server() {
    Map<String, String> environment = new HashMap<>();
    EmbeddedServers.configuration()
        .forEach(
            (key, value) ->
                environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    environment.put("ORCHAGENT_HOME", folder.resolve("home-" + TestWorkspace.unique()).toString());
    environment.put("ORCHAGENT_ADMIN_EMAIL", "root@example.com");
    environment.put("ORCHAGENT_ADMIN_PASSWORD", "tulip-orbit-kettle-93");
    environment.put("ORCHAGENT_IDENTITY_PASSWORD_COST", "4");
    PackagedApplication server = PackagedApplication.launch(folder, environment).awaitReady();
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = server.port();
    return server;
  }

  @AfterEach
  void reset() {
    RestAssured.reset();
  }

  @Test
  void no_sandbox_is_left_the_run_ends_and_what_happened_before_can_be_read() throws Exception {
    String seconds = "" + ThreadLocalRandom.current().nextInt(1_000_000, 9_000_000);
    String sleeper = "sleep\0" + seconds + "\0";
    PackagedApplication doomed = server();
    TestWorkspace caller = TestWorkspace.create();
    TestModel model =
        TestModel.of("openai")
            .uses("bash", "{\"command\":\"echo so far\"}")
            .uses("bash", "{\"command\":\"sleep " + seconds + "\"}");
    TestSecrets.set(caller, model.secret(), model.key);
    String run =
        caller
            .asOwner()
            .header("Prefer", "respond-async")
            .body("{}")
            .post(TestPrompt.loop(caller).path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    TestingProcesses.await(sleeper);
    doomed.kill();
    TestingProcesses.awaitNone(sleeper);
    String path = "/workspaces/" + caller.workspaceId + "/runs/" + run;
    try (PackagedApplication next = server()) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> caller.asOwner().get(path).path("data.status").equals("failed"));
      JsonPath trace = caller.asOwner().get(path + "/trace").jsonPath();
      assertThat(trace.getList("data.event_type"))
          .containsExactly(
              "llm_call_started",
              "llm_call_succeeded",
              "tool_call_started",
              "tool_call_succeeded",
              "llm_call_started",
              "llm_call_succeeded",
              "tool_call_started",
              "error");
      assertThat(trace.getMap("data[7].payload"))
          .isEqualTo(
              Map.of(
                  "code",
                  "INTERNAL_ERROR",
                  "message",
                  "The server that ran it died; the run was ended and is not run again."));
      assertThat(trace.getString("data[3].payload.output")).isEqualTo("so far\n");
      assertThat(model.seen()).as("it is not run again").hasSize(2);
      assertThat(next.output()).contains("ended 1 dead runs");
    }
  }
}
