package io.orchagent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ScheduleResourceTest {
  private TestWorkspace owner;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    tool = TestSchedule.tool(owner);
  }

  @Test
  void a_cron_schedule_is_returned_whole_and_tells_when_it_is_due() {
    TestSchedule schedule =
        TestSchedule.create(
            owner,
            TestSchedule.cron(
                tool,
                "cron_expression",
                "0 9 29 2 *",
                "timezone",
                "EST5EDT",
                "input_data",
                Map.of("a", 1)));
    JsonPath made = schedule.created;
    assertThat(made.getString("data.agent_name")).isEqualTo(tool.name);
    assertThat(made.getString("data.agent_version")).isEqualTo("v1");
    assertThat(made.getString("data.next_run_at")).isEqualTo("2028-02-29T14:00:00Z");
    assertThat(made.getList("metadata.next_runs")).hasSize(5).startsWith("2028-02-29T14:00:00Z");
    assertThat(made.getString("data.alert_signing_secret")).startsWith("whsec_");
    schedule
        .get()
        .body("data.id", equalTo(schedule.id))
        .body("data.workspace_id", equalTo(owner.workspaceId))
        .body("data.agent_id", equalTo(tool.id))
        .body("data.type", equalTo("cron"))
        .body("data.cron_expression", equalTo("0 9 29 2 *"))
        .body("data.timezone", equalTo("EST5EDT"))
        .body("data.input_data", equalTo(Map.of("a", 1)))
        .body("data.enabled", equalTo(true))
        .body("data.pin_version", equalTo(false))
        .body("data.overlap_policy", equalTo("skip"))
        .body("data.consecutive_failures", equalTo(0))
        .body("data.max_consecutive_failures", equalTo(10))
        .body("data.alert_on_failure_count", equalTo(3))
        .body("data.total_runs", equalTo(0))
        .body("data.last_run_at", nullValue())
        .body("data.webhook_url", nullValue())
        .body("data.alert_signing_secret", nullValue())
        .body("metadata.next_runs", hasSize(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "61 * * * *",
        "* * * *",
        "* * * * * *",
        "L * * * *",
        "@sometimes",
        "",
        "0 0 30 2 *"
      })
  void a_bad_expression_is_422_and_says_why(String expression) {
    TestSchedule.post(owner, TestSchedule.cron(tool, "cron_expression", expression))
        .statusCode(422)
        .body("error.code", equalTo("UNPROCESSABLE"))
        .body("error.message", startsWith("cron_expression "));
  }

  @Test
  void ten_kilobytes_of_expression_are_422() {
    TestSchedule.post(
            owner, TestSchedule.cron(tool, "cron_expression", "1,".repeat(5_000) + "1 * * * *"))
        .statusCode(422)
        .body("error.message", containsString("longer than 200"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mars/Phobos", "UTC+25", "UTC+5", "", "+02:00"})
  void an_unknown_zone_is_422_and_says_so(String zone) {
    TestSchedule.post(owner, TestSchedule.cron(tool, "timezone", zone))
        .statusCode(422)
        .body("error.message", startsWith("timezone '" + zone + "'"));
  }

  @Test
  void all_that_does_not_fit_is_told_at_once() {
    owner
        .asOwner()
        .body(
            Map.of(
                "type",
                "sometimes",
                "max_consecutive_failures",
                0,
                "alert_webhook_url",
                "ftp://example.com",
                "provider",
                "nobody",
                "input_data",
                Map.of("llm_credentials", Map.of("api_key", "sk-1")),
                "strange",
                1))
        .post(TestSchedule.root(owner))
        .then()
        .statusCode(400)
        .body(
            "error.fields.field",
            hasItems(
                "agent_id",
                "type",
                "max_consecutive_failures",
                "alert_webhook_url",
                "provider",
                "input_data.llm_credentials",
                "strange"));
    TestSchedule.post(owner, Map.of("agent_id", tool.id, "type", "cron"))
        .statusCode(400)
        .body("error.fields.field", hasItem("cron_expression"));
    TestSchedule.post(owner, TestSchedule.webhook(tool, "cron_expression", "@daily"))
        .statusCode(400)
        .body("error.fields.field", hasItem("cron_expression"));
    TestSchedule.post(owner, TestSchedule.cron(tool, "agent_id", UUID.randomUUID().toString()))
        .statusCode(404);
    TestTool foreign = TestSchedule.tool(TestWorkspace.create());
    TestSchedule.post(owner, TestSchedule.cron(foreign)).statusCode(404);
  }

  @Test
  void every_field_is_set_and_unset() {
    TestSchedule schedule = TestSchedule.create(owner, TestSchedule.cron(tool));
    Map<String, Object> all = new HashMap<>();
    all.put("cron_expression", "0 10 1 1 *");
    all.put("timezone", "Europe/Berlin");
    all.put("input_data", Map.of("b", 2));
    all.put("provider", "openai");
    all.put("pin_version", true);
    all.put("agent_version", "v1");
    all.put("max_consecutive_failures", 100);
    all.put("alert_webhook_url", "https://example.com/alerts");
    all.put("alert_on_failure_count", 1);
    all.put("enabled", false);
    all.put("overlap_policy", "allow");
    schedule.patch(all).statusCode(200);
    for (Map.Entry<String, Object> field : all.entrySet()) {
      schedule.get().body("data." + field.getKey(), equalTo(field.getValue()));
    }
    schedule.get().body("data.next_run_at", nullValue());
    schedule.patch(Map.of("enabled", true)).statusCode(200);
    schedule.get().body("data.next_run_at", containsString("-01-01T09:00:00Z"));
    for (String nullable : List.of("provider", "alert_webhook_url")) {
      schedule.patch(Collections.singletonMap(nullable, null)).statusCode(200);
      schedule.get().body("data." + nullable, nullValue());
    }
    schedule.patch(Collections.singletonMap("input_data", null)).statusCode(200);
    schedule.get().body("data.input_data", equalTo(Map.of()));
    for (String fixed : List.of("cron_expression", "timezone", "enabled", "overlap_policy")) {
      schedule.patch(Collections.singletonMap(fixed, null)).statusCode(400);
    }
    schedule.patch(Map.of("agent_id", tool.id)).statusCode(400);
    schedule.patch(Map.of("type", "webhook")).statusCode(400);
    schedule.patch(Map.of("cron_expression", "nonsense")).statusCode(422);
    schedule.patch(Map.of("timezone", "Mars/Phobos")).statusCode(422);
    schedule.patch(Map.of("agent_version", "v9")).statusCode(404);
    assertThat(schedule.eventTypes()).contains("created", "updated", "disabled", "enabled");
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .body("data.action", hasItems("schedule.created", "schedule.updated"));
  }

  @Test
  void lists_are_filtered_and_a_deleted_schedule_keeps_its_history() {
    TestSchedule cron = TestSchedule.create(owner, TestSchedule.cron(tool));
    TestSchedule hook = TestSchedule.create(owner, TestSchedule.webhook(tool, "enabled", false));
    String root = TestSchedule.root(owner);
    owner.asOwner().get(root).then().body("data.id", equalTo(List.of(hook.id, cron.id)));
    owner.asOwner().get(root + "?type=cron").then().body("data.id", equalTo(List.of(cron.id)));
    owner.asOwner().get(root + "?enabled=false").then().body("data.id", equalTo(List.of(hook.id)));
    owner.asOwner().get(root + "?agent_name=" + tool.name).then().body("data", hasSize(2));
    owner.asOwner().get(root + "?agent_name=other").then().body("metadata.total", equalTo(0));
    owner.asOwner().get(root + "?type=other").then().statusCode(400);
    owner.asOwner().get(root + "?enabled=1").then().statusCode(400);
    cron.trigger(Map.of()).statusCode(200);
    owner.asOwner().delete(cron.path()).then().statusCode(200).body("data.deleted", equalTo(true));
    owner.asOwner().delete(cron.path()).then().statusCode(404);
    owner.asOwner().get(cron.path()).then().statusCode(404);
    cron.trigger(Map.of()).statusCode(404);
    assertThat(cron.runs()).hasSize(1);
    assertThat(cron.eventTypes()).contains("created", "triggered");
    owner.asOwner().get(root).then().body("data.id", equalTo(List.of(hook.id)));
  }

  @Test
  void a_trigger_runs_now_and_tells_how_that_ended() {
    TestSchedule schedule =
        TestSchedule.create(owner, TestSchedule.cron(tool, "input_data", Map.of("a", 1)));
    schedule
        .as()
        .post(schedule.path() + "/trigger")
        .then()
        .statusCode(200)
        .header("X-Run-Id", notNullValue())
        .header("X-RateLimit-Remaining", "999")
        .body("data.status", equalTo("success"))
        .body("data.output", equalTo(Map.of("a", 1)))
        .body("data.error", nullValue())
        .body("data.deduplicated", equalTo(false))
        .body("data.duration_ms", notNullValue());
    schedule.trigger(Map.of("b", 2)).body("data.output", equalTo(Map.of("b", 2)));
    schedule
        .trigger(Map.of("fail", true))
        .statusCode(200)
        .body("data.status", equalTo("error"))
        .body("data.output", nullValue())
        .body("data.error", notNullValue());
    schedule
        .get()
        .body("data.total_runs", equalTo(3))
        .body("data.consecutive_failures", equalTo(1))
        .body("data.last_run_status", equalTo("failed"));
    schedule.trigger(Map.of()).statusCode(200);
    schedule.get().body("data.consecutive_failures", equalTo(0));
    assertThat(schedule.runs())
        .extracting(run -> run.get("trigger") + " " + run.get("status"))
        .containsExactly(
            "manual completed", "manual failed", "manual completed", "manual completed");
    assertThat(schedule.runs()).allMatch(run -> run.get("schedule_id").equals(schedule.id));
    owner.asOwner().get(schedule.path() + "/runs?status=failed").then().body("data", hasSize(1));
    owner.asOwner().get(schedule.path() + "/runs?status=odd").then().statusCode(400);
    assertThat(schedule.eventTypes())
        .containsExactly("triggered", "failed", "triggered", "triggered", "triggered", "created");
  }

  @Test
  void a_trigger_may_be_queued_and_a_repeat_runs_nothing() {
    TestSchedule schedule = TestSchedule.create(owner, TestSchedule.webhook(tool));
    schedule
        .as()
        .header("Prefer", "respond-async")
        .post(schedule.path() + "/trigger")
        .then()
        .statusCode(202)
        .header("Preference-Applied", "respond-async")
        .body("data.status", equalTo("queued"));
    assertThat(schedule.awaitEnded(1).getFirst().get("status")).isEqualTo("completed");
    schedule.get().body("data.last_run_status", equalTo("completed"));
    List<String> runs =
        Together.run(
            8,
            i ->
                schedule
                    .as()
                    .header("Idempotency-Key", "once")
                    .body(Map.of("input_data", Map.of("n", 1)))
                    .post(schedule.path() + "/trigger")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("data.run_id"));
    assertThat(runs).containsOnly(runs.getFirst());
    schedule
        .as()
        .header("Idempotency-Key", "once")
        .body(Map.of("input_data", Map.of("n", 2)))
        .post(schedule.path() + "/trigger")
        .then()
        .statusCode(409);
    schedule.get().body("data.total_runs", equalTo(2));
  }

  @Test
  void enough_failures_disable_it_and_enabling_forgets_them() {
    TestSchedule schedule =
        TestSchedule.create(owner, TestSchedule.cron(tool, "max_consecutive_failures", 2));
    schedule.trigger(Map.of("fail", true)).statusCode(200);
    schedule.get().body("data.enabled", equalTo(true));
    schedule.trigger(Map.of("fail", true)).statusCode(200);
    schedule
        .get()
        .body("data.enabled", equalTo(false))
        .body("data.auto_disabled_at", notNullValue())
        .body("data.next_run_at", nullValue())
        .body("data.consecutive_failures", equalTo(2));
    assertThat(schedule.eventTypes()).startsWith("auto_disabled", "failed");
    schedule
        .patch(Map.of("enabled", true))
        .statusCode(200)
        .body("data.consecutive_failures", equalTo(0))
        .body("data.auto_disabled_at", nullValue())
        .body("data.next_run_at", notNullValue());
  }

  @Test
  void a_plan_allows_so_many_enabled_cron_schedules() {
    List<Integer> statuses =
        Together.statuses(14, i -> TestSchedule.post(owner, TestSchedule.cron(tool)));
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(10);
    TestSchedule.post(owner, TestSchedule.cron(tool))
        .statusCode(403)
        .body("error.code", equalTo("PLAN_LIMIT_REACHED"))
        .body("error.message", containsString("10 enabled cron schedules"));
    TestSchedule.create(owner, TestSchedule.webhook(tool));
    TestSchedule off = TestSchedule.create(owner, TestSchedule.cron(tool, "enabled", false));
    off.patch(Map.of("enabled", true)).statusCode(403);
  }

  @Test
  void a_new_version_moves_what_is_not_pinned() {
    TestSchedule follows = TestSchedule.create(owner, TestSchedule.cron(tool));
    TestSchedule pinned = TestSchedule.create(owner, TestSchedule.cron(tool, "pin_version", true));
    String next = TestTool.runnable(owner, TestTool.tool(tool.name));
    follows.get().body("data.agent_version", equalTo("v2")).body("data.agent_id", equalTo(next));
    pinned.get().body("data.agent_version", equalTo("v1"));
    assertThat(follows.eventTypes()).startsWith("version_updated");
    follows.patch(Map.of("agent_version", "v1")).body("data.agent_id", equalTo(tool.id));
  }

  /** A real minute is waited through. */
  @Test
  void it_fires_when_its_minute_comes() {
    TestSchedule schedule =
        TestSchedule.create(
            owner,
            TestSchedule.cron(
                tool, "cron_expression", "* * * * *", "input_data", Map.of("by", "cron")));
    String due = schedule.created.getString("data.next_run_at");
    Awaitility.await()
        .atMost(Duration.ofSeconds(75))
        .until(() -> schedule.runs().stream().anyMatch(run -> run.get("completed_at") != null));
    schedule.patch(Map.of("enabled", false)).statusCode(200);
    Map<String, Object> run = schedule.runs().getLast();
    assertThat(run.get("trigger")).isEqualTo("cron");
    assertThat(run.get("status")).isEqualTo("completed");
    Duration late =
        Duration.between(Instant.parse(due), Instant.parse((String) run.get("started_at")));
    System.out.println("a run started " + late.toMillis() + " ms after its minute");
    assertThat(late).isBetween(Duration.ZERO, Duration.ofSeconds(2));
    assertThat(schedule.events())
        .anyMatch(e -> due.equals(e.get("due_at")) && run.get("id").equals(e.get("run_id")));
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs/" + run.get("id"))
        .then()
        .body("data.output_data", equalTo(Map.of("by", "cron")));
  }

  @Test
  void there_is_no_tick_where_no_secret_is_configured() {
    RestAssured.given()
        .header("X-Orchagent-Tick-Secret", "")
        .post("/internal/tick")
        .then()
        .statusCode(404);
  }
}
