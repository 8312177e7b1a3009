package io.orchagent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestWorkspace;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that looks for nothing by itself, and an outside clock. */
class TickIT {
  private static final String SECRET = "a-clock-that-is-outside";

  @TempDir static Path folder;
  private static PackagedApplication asleep;

  @BeforeAll
  static void start() {
    Map<String, String> environment = new HashMap<>();
    EmbeddedServers.configuration()
        .forEach(
            (key, value) ->
                environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    environment.put("ORCHAGENT_HOME", folder.resolve("home").toString());
    environment.put("ORCHAGENT_IDENTITY_PASSWORD_COST", "4");
    environment.put("ORCHAGENT_SCHEDULES_FIRES", "false");
    environment.put("ORCHAGENT_SCHEDULES_TICK_SECRET", SECRET);
    asleep = PackagedApplication.launch(folder, environment).awaitReady();
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = asleep.port();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    RestAssured.reset();
    asleep.close();
  }

  private static Response tick(String secret) {
    return RestAssured.given()
        .header("X-Orchagent-Tick-Secret", secret)
        .post("/internal/tick")
        .thenReturn();
  }

  private static void sql(String statement, String schedule) throws SQLException {
    Map<String, String> configuration = EmbeddedServers.configuration();
    try (Connection database =
            DriverManager.getConnection(
                configuration.get("quarkus.datasource.jdbc.url"),
                configuration.get("quarkus.datasource.username"),
                configuration.get("quarkus.datasource.password"));
        PreparedStatement prepared = database.prepareStatement(statement)) {
      prepared.setString(1, schedule);
      prepared.execute();
    }
  }

  @Test
  void a_tick_with_the_secret_does_what_loops_do() throws SQLException {
    TestWorkspace owner = TestWorkspace.create();
    TestSchedule schedule = TestSchedule.create(owner, TestSchedule.cron(TestSchedule.tool(owner)));
    sql(
        "update schedule_event set created_at = now() - interval '91 days'"
            + " where schedule_id = ?::uuid",
        schedule.id);
    sql("update schedule set next_run_at = now() where id = ?::uuid", schedule.id);
    for (String wrong : new String[] {"", "a-clock-that-is-outsidf", SECRET + "x"}) {
      assertThat(tick(wrong).statusCode()).isEqualTo(403);
    }
    RestAssured.post("/internal/tick").then().statusCode(403);
    assertThat(schedule.runs()).isEmpty();
    Map<String, Integer> done = tick(SECRET).then().statusCode(200).extract().path("data.done");
    assertThat(done)
        .containsKeys(
            "schedules",
            "schedule_alerts",
            "schedule_events",
            "queued_calls",
            "dead_runs",
            "run_retention",
            "deleted_agents",
            "blobs",
            "bundle_installs",
            "deleted_workspaces",
            "idempotency_keys")
        .containsEntry("schedules", 1);
    assertThat(done.values()).allMatch(each -> each >= 0);
    assertThat(schedule.awaitEnded(1)).hasSize(1);
    schedule.get().body("data.last_run_status", equalTo("completed"));
    assertThat(schedule.eventTypes()).containsExactly("triggered");
  }
}
