package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.RawStream;
import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server of a run that called others is killed, and one of those runs on another server. */
class ParentCrashIT {
  /** Calls what its input names, and tells its key backwards, which is not masked. */
  private static final String PARENT =
      """
      import json, os, sys, time, urllib.request
      key = os.environ['ORCHAGENT_SERVICE_KEY']
      sys.stderr.write('key ' + key[::-1] + ' told\\n')
      sys.stderr.flush()
      urllib.request.urlopen(urllib.request.Request(
          os.environ['ORCHAGENT_GATEWAY_URL'] + json.load(sys.stdin)['path'], data=b'{}',
          headers={'Authorization': 'Bearer ' + key, 'Content-Type': 'application/json'}))
      """;

  private static final Pattern KEY = Pattern.compile("key ([A-Za-z0-9_]+) told");

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
    at(server);
    return server;
  }

  private static void at(PackagedApplication server) {
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = server.port();
  }

  @AfterEach
  void reset() {
    RestAssured.reset();
  }

  private static String status(TestWorkspace caller, String run) {
    return caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs/" + run)
        .path("data.status");
  }

  private static List<String> children(TestWorkspace caller, String parent) {
    return caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs?limit=50")
        .jsonPath()
        .getList("data.findAll { it.parent_run_id == '" + parent + "' }.id");
  }

  @Test
  void what_it_called_ends_with_it_wherever_that_runs() throws Exception {
    PackagedApplication doomed = server();
    TestWorkspace caller = TestWorkspace.create();
    TestTool leaf =
        TestTool.publish(
            caller,
            Map.of("timeout_seconds", 300),
            Map.of("main.py", "import time; time.sleep(250); print('{}')"));
    TestTool parent =
        TestTool.publish(
            caller,
            Map.of(
                "timeout_seconds",
                300,
                "manifest",
                TestOrchestrator.manifest(Map.of(), leaf.path())),
            Map.of("main.py", PARENT));
    RawStream stream = RawStream.call(caller, parent.path(), "{\"path\": \"" + leaf.path() + "\"}");
    Matcher told = KEY.matcher(stream.until(" told"));
    assertThat(told.find()).isTrue();
    String key = new StringBuilder(told.group(1)).reverse().toString();
    String run = stream.header("X-Run-Id");
    await().atMost(Duration.ofSeconds(30)).until(() -> children(caller, run).size() == 1);
    String beside = children(caller, run).getFirst();
    try (PackagedApplication other = server()) {
      CompletableFuture<Response> elsewhere =
          CompletableFuture.supplyAsync(
              () -> TestWorkspace.as(key).body("{}").post(leaf.path()).andReturn());
      await().atMost(Duration.ofSeconds(30)).until(() -> children(caller, run).size() == 2);
      doomed.kill();
      await().atMost(Duration.ofSeconds(60)).until(() -> status(caller, run).equals("failed"));
      await().atMost(Duration.ofSeconds(60)).until(() -> status(caller, beside).equals("failed"));
      JsonPath answer = elsewhere.get().jsonPath();
      assertThat(answer.getString("error.code")).isEqualTo("CANCELLED");
      String there =
          children(caller, run).stream().filter(id -> !id.equals(beside)).findFirst().orElseThrow();
      assertThat(status(caller, there)).isEqualTo("cancelled");
      assertThat(TestWorkspace.as(key).body("{}").post(leaf.path()).statusCode()).isEqualTo(401);
      assertThat(children(caller, run)).as("nothing was run again").hasSize(2);
      assertThat(other.output()).contains("ended 2 dead runs");
    } finally {
      stream.close();
    }
  }
}
