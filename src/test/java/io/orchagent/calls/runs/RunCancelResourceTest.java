package io.orchagent.calls.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RunCancelResourceTest {
  private TestWorkspace caller;
  private TestTool sleeper;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    sleeper = TestTool.python(caller, "import time\ntime.sleep(30)\nprint(1)");
  }

  private String runs() {
    return "/workspaces/" + caller.workspaceId + "/runs";
  }

  private ValidatableResponse cancel(String run) {
    return caller.asOwner().post(runs() + "/" + run + "/cancel").then();
  }

  /** Not in the pool that all share: what blocks there delays the server under test. */
  private static CompletableFuture<Response> inBackground(Supplier<Response> call) {
    return CompletableFuture.supplyAsync(call, task -> Thread.ofVirtual().start(task));
  }

  private String awaitRunning() {
    return Awaitility.await()
        .until(
            () ->
                caller
                    .asOwner()
                    .get(runs() + "?status=running")
                    .then()
                    .extract()
                    .<String>path("data[0].id"),
            id -> id != null);
  }

  @Test
  void a_running_run_ends_within_a_second_and_who_waits_is_told() throws Exception {
    CompletableFuture<Response> call =
        inBackground(() -> caller.asOwner().body("{}").post(sleeper.path()).thenReturn());
    String run = awaitRunning();
    long asked = System.nanoTime();
    cancel(run)
        .statusCode(202)
        .body("data.id", equalTo(run))
        .body("data.status", oneOf("running", "cancelled"));
    Response answer = call.get();
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
    answer
        .then()
        .statusCode(409)
        .header("X-Run-Id", run)
        .body("error.code", equalTo("CANCELLED"))
        .body("error.is_retryable", equalTo(false));
    caller
        .asOwner()
        .get(runs() + "/" + run)
        .then()
        .body("data.status", equalTo("cancelled"))
        .body("data.error.code", equalTo("CANCELLED"));
    cancel(run).statusCode(409).body("error.code", equalTo("CONFLICT"));
    caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/audit")
        .then()
        .body("data.action", hasItem("run.cancelled"))
        .body("data[0].target", equalTo(run))
        .header("X-RateLimit-Remaining", "999");
  }

  @Test
  void the_outcome_of_a_cancelled_run_is_kept_under_its_key() throws Exception {
    CompletableFuture<Response> call = inBackground(this::keyed);
    String run = awaitRunning();
    CompletableFuture<Response> twin = inBackground(this::keyed);
    cancel(run).statusCode(202);
    call.get().then().statusCode(409).body("metadata.deduplicated", nullValue());
    for (Response again : new Response[] {twin.get(), keyed()}) {
      again
          .then()
          .statusCode(409)
          .header("X-Run-Id", run)
          .body("error.code", equalTo("CANCELLED"))
          .body("metadata.deduplicated", equalTo(true));
    }
  }

  private Response keyed() {
    return caller
        .asOwner()
        .header("Idempotency-Key", "k")
        .body("{}")
        .post(sleeper.path())
        .thenReturn();
  }

  @Test
  void what_has_ended_does_not_exist_or_is_not_ours_can_not_be_cancelled() {
    TestTool quick = TestTool.python(caller, "print(1)");
    String run = caller.asOwner().body("{}").post(quick.path()).header("X-Run-Id");
    cancel(run).statusCode(409).body("error.code", equalTo("CONFLICT"));
    cancel(UUID.randomUUID().toString()).statusCode(404);
    cancel("nonsense").statusCode(404);
    TestWorkspace stranger = TestWorkspace.create();
    stranger.asOwner().post(runs() + "/" + run + "/cancel").then().statusCode(404);
    stranger
        .asOwner()
        .post("/workspaces/" + stranger.workspaceId + "/runs/" + run + "/cancel")
        .then()
        .statusCode(404);
    io.restassured.RestAssured.post(runs() + "/" + run + "/cancel").then().statusCode(401);
  }
}
