package io.orchagent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers over one PostgreSQL and one Redis, which fire ten thousand schedules that are due in
 * the same moment. They run no queued calls: a queued run is durable, and that is what counts. Here
 * a plan has room for all of them.
 */
class SchedulesCrashIT {
  private static final int WORKSPACES = 10;
  private static final int EACH = 1_000;
  private static final int ALL = WORKSPACES * EACH;

  @TempDir static Path folder;
  private static PackagedApplication steady;
  private static PackagedApplication other;
  private static Connection database;

  private final List<UUID> workspaces = new ArrayList<>();

  @BeforeAll
  static void start() throws SQLException {
    Map<String, String> configuration = EmbeddedServers.configuration();
    steady = server().awaitReady();
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = steady.port();
    database =
        DriverManager.getConnection(
            configuration.get("quarkus.datasource.jdbc.url"),
            configuration.get("quarkus.datasource.username"),
            configuration.get("quarkus.datasource.password"));
  }

  @AfterAll
  static void stop() throws Exception {
    RestAssured.reset();
    database.close();
    steady.close();
  }

  private static PackagedApplication server() {
    Map<String, String> environment = new HashMap<>();
    EmbeddedServers.configuration()
        .forEach(
            (key, value) ->
                environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    environment.put("ORCHAGENT_HOME", folder.resolve("home-" + TestWorkspace.unique()).toString());
    environment.put("ORCHAGENT_IDENTITY_PASSWORD_COST", "4");
    environment.put("ORCHAGENT_PLANS_FREE_CALLS_PER_DAY", "100000");
    environment.put("ORCHAGENT_PLANS_FREE_QUEUED_CALLS", "100000");
    environment.put("ORCHAGENT_CALLS_QUEUE_WORKERS", "0");
    return PackagedApplication.launch(folder, environment);
  }

  /** The one that is killed has a successor for the next test. */
  @BeforeEach
  void fresh() {
    other = server().awaitReady();
  }

  @AfterEach
  void ended() throws InterruptedException {
    other.close();
  }

  private static long number(String statement, Object... values) {
    try (PreparedStatement prepared = database.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        prepared.setObject(i + 1, values[i]);
      }
      if (!prepared.execute()) {
        return prepared.getUpdateCount();
      }
      try (ResultSet rows = prepared.getResultSet()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Array ours() {
    try {
      return database.createArrayOf("uuid", workspaces.toArray());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tenThousand() {
    for (int i = 0; i < WORKSPACES; i++) {
      TestWorkspace owner = TestWorkspace.create();
      TestSchedule pattern =
          TestSchedule.create(owner, TestSchedule.cron(TestSchedule.tool(owner), "enabled", false));
      number(
          """
          insert into schedule (id, workspace_id, type, agent_id, agent_org, agent_name,
            agent_version, pin_version, cron_expression, timezone, overlap_policy, input, enabled,
            alert_on_failure_count, max_consecutive_failures, alert_secret, created_by)
          select gen_random_uuid(), workspace_id, type, agent_id, agent_org, agent_name,
            agent_version, pin_version, cron_expression, timezone, overlap_policy, input, true,
            alert_on_failure_count, max_consecutive_failures, alert_secret, created_by
          from schedule, generate_series(1, ?) where id = ?::uuid
          """,
          EACH,
          pattern.id);
      workspaces.add(UUID.fromString(owner.workspaceId));
    }
    number("analyze schedule");
    number(
        """
        update schedule set next_run_at = clock_timestamp() + interval '2 s'
        where enabled and workspace_id = any(?)
        """,
        ours());
  }

  private long runs(String what) {
    return number(
        "select count(%s) from run where trigger = 'cron' and workspace_id = any(?)"
            .formatted(what),
        ours());
  }

  private void awaitRuns(int many) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> runs("*") >= many);
  }

  private void assertEachOnce() {
    awaitRuns(ALL);
    assertThat(runs("*")).isEqualTo(ALL);
    assertThat(runs("distinct schedule_id")).isEqualTo(ALL);
    String events =
        """
        select count(distinct run_id) from schedule_event
        where type = 'triggered' and workspace_id = any(?)
        """;
    assertThat(number(events, ours())).isEqualTo(ALL);
    String waiting = "select count(*) from work_item where group_id = any(?)";
    assertThat(number(waiting, ours())).isEqualTo(ALL);
    String due =
        """
        select count(*) from schedule
        where workspace_id = any(?) and next_run_at <= clock_timestamp()
        """;
    assertThat(number(due, ours())).isZero();
    String total = "select sum(total_runs) from schedule where workspace_id = any(?)";
    assertThat(number(total, ours())).isEqualTo(ALL);
  }

  @Test
  void two_servers_fire_each_of_ten_thousand_once() {
    tenThousand();
    assertEachOnce();
  }

  @Test
  void when_one_is_killed_in_the_middle_the_other_fires_the_rest() throws Exception {
    tenThousand();
    awaitRuns(ALL / 10);
    other.kill();
    assertThat(runs("*")).isLessThan(ALL);
    assertEachOnce();
  }

  @Test
  void of_twenty_deliveries_of_a_webhook_to_both_one_runs() {
    TestWorkspace owner = TestWorkspace.create();
    TestTool tool = TestSchedule.tool(owner);
    TestSchedule hook = TestSchedule.create(owner, TestSchedule.webhook(tool));
    String url = hook.created.getString("data.webhook_url");
    String path = url.substring(url.indexOf("/webhooks/"));
    List<Response> answers =
        Together.run(
            20,
            i ->
                RestAssured.given()
                    .port(i % 2 == 0 ? steady.port() : other.port())
                    .contentType("application/json")
                    .header("Idempotency-Key", "delivery-7")
                    .body(Map.of("sleep", 1))
                    .post(path)
                    .thenReturn());
    assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
    Set<String> runs =
        answers.stream()
            .map(answer -> answer.<String>path("data.run_id"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(runs).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.<Boolean>path("data.deduplicated")).count())
        .isEqualTo(19);
    assertThat(hook.runs()).hasSize(1);
  }
}
