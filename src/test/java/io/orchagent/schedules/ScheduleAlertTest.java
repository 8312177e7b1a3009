package io.orchagent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.AlertReceiver;
import io.orchagent.testing.AlertReceiver.Received;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts to a server of this machine, which only the delivery of this test may reach. */
@QuarkusTest
class ScheduleAlertTest {
  @Inject AlertQueries queries;
  @Inject AlertSecrets secrets;
  @Inject ScheduleEvents events;
  @Inject Clock clock;
  @Inject Sql sql;

  private AlertReceiver receiver;
  private AlertDelivery delivery;
  private TestWorkspace owner;
  private TestTool tool;

  @BeforeEach
  void listen() throws IOException {
    receiver = new AlertReceiver();
    delivery = new AlertDelivery(queries, secrets, events, receiver.posts(clock));
    owner = TestWorkspace.create();
    tool = TestSchedule.tool(owner);
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  /** The server's own loop can't reach it, and puts it off again and again. */
  private void deliver(TestSchedule schedule, int alerts) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              sql.update(
                  "update schedule_alert set due_at = now() where schedule_id = ?::uuid",
                  schedule.id);
              delivery.deliver();
              return schedule.eventTypes().stream().filter("alert_sent"::equals).count() == alerts;
            });
  }

  @Test
  void a_streak_is_told_at_both_thresholds_signed_and_until_it_is_taken() {
    TestSchedule schedule =
        TestSchedule.create(
            owner,
            TestSchedule.cron(
                tool,
                "alert_webhook_url",
                receiver.url(),
                "alert_on_failure_count",
                1,
                "max_consecutive_failures",
                2));
    schedule.trigger(Map.of("fail", true)).statusCode(200);
    deliver(schedule, 1);
    schedule.trigger(Map.of("fail", true)).statusCode(200);
    deliver(schedule, 2);
    List<Received> all = receiver.received();
    assertThat(all).hasSizeGreaterThanOrEqualTo(3);
    JsonPath warning = JsonPath.from(all.getFirst().body());
    assertThat(warning.getString("event")).isEqualTo("schedule.failure_streak");
    assertThat(warning.getString("schedule_id")).isEqualTo(schedule.id);
    assertThat(warning.getString("workspace_id")).isEqualTo(owner.workspaceId);
    assertThat(warning.getString("agent_name")).isEqualTo(tool.name);
    assertThat(warning.getInt("consecutive_failures")).isEqualTo(1);
    assertThat(warning.getInt("threshold")).isEqualTo(1);
    assertThat(warning.getBoolean("auto_disabled")).isFalse();
    assertThat(warning.getString("last_error")).startsWith("SANDBOX_ERROR: ");
    JsonPath last = JsonPath.from(all.getLast().body());
    assertThat(last.getInt("threshold")).isEqualTo(2);
    assertThat(last.getBoolean("auto_disabled")).isTrue();
    String secret = schedule.created.getString("data.alert_signing_secret");
    all.forEach(each -> each.assertSigned(secret));
    schedule.get().body("data.enabled", equalTo(false));
  }

  @Test
  void an_alert_never_goes_to_a_private_address() {
    TestSchedule schedule =
        TestSchedule.create(
            owner,
            TestSchedule.cron(
                tool, "alert_webhook_url", "http://127.0.0.1:" + receiver.port() + "/"));
    schedule
        .as()
        .post(schedule.path() + "/test-alert")
        .then()
        .statusCode(200)
        .body("data.delivered", equalTo(false))
        .body("data.error", containsString("no public address"));
    assertThat(receiver.received()).isEmpty();
    schedule.patch(Collections.singletonMap("alert_webhook_url", null)).statusCode(200);
    schedule.as().post(schedule.path() + "/test-alert").then().statusCode(409);
  }

  @Test
  void what_nobody_takes_is_given_up_after_an_hour() {
    TestSchedule schedule =
        TestSchedule.create(
            owner,
            TestSchedule.cron(
                tool, "alert_webhook_url", "http://nowhere.invalid/", "alert_on_failure_count", 1));
    schedule.trigger(Map.of("fail", true)).statusCode(200);
    sql.update(
        """
        update schedule_alert set due_at = now(), created_at = now() - interval '61 minutes'
        where schedule_id = ?::uuid
        """,
        schedule.id);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              sql.update(
                  "update schedule_alert set due_at = now() where schedule_id = ?::uuid",
                  schedule.id);
              return sql.list(
                      "select id from schedule_alert where schedule_id = ?::uuid",
                      row -> true,
                      schedule.id)
                  .isEmpty();
            });
    assertThat(schedule.eventTypes()).doesNotContain("alert_sent");
  }
}
