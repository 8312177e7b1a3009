package io.orchagent.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.services.runtime.InstanceExit;
import io.orchagent.testing.AlertReceiver;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows from ends of instances, told as a runtime tells them. */
@QuarkusTest
class ServiceCrashLoopTest {
  @Inject Supervision supervision;
  @Inject Crashes crashes;
  @Inject AlertQueries alerts;
  @Inject AlertSecrets secrets;
  @Inject Meter meter;
  @Inject Sql sql;

  private TestWorkspace owner;
  private TestService service;

  /** A program that neither ends nor listens, so that what is told here is all that happens. */
  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    service =
        TestService.create(
                owner,
                TestTool.python(owner, TestService.WORKER),
                "max_restart_failures",
                4,
                "alert_webhook_url",
                "https://alerts.example.com/x")
            .awaitState("running");
  }

  private Optional<Duration> ends(Duration upFor) {
    return supervision.ended(
        new InstanceExit(
            UUID.fromString(service.id), "told", 1, Instant.now(), upFor, 9, false, "It broke"));
  }

  @Test
  void the_pause_doubles_up_to_a_minute() {
    List<Long> seconds = new ArrayList<>();
    for (int failures = 1; failures <= 50; failures++) {
      seconds.add(crashes.backoff(failures).toSeconds());
    }
    assertThat(seconds).startsWith(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L).endsWith(60L);
  }

  @Test
  void a_warning_comes_at_half_and_the_end_at_the_last() throws Exception {
    assertThat(ends(Duration.ZERO)).contains(Duration.ofSeconds(1));
    assertThat(ends(Duration.ZERO)).contains(Duration.ofSeconds(2));
    assertThat(ends(Duration.ZERO)).contains(Duration.ofSeconds(4));
    assertThat(ends(Duration.ZERO)).isEmpty();
    assertThat(ends(Duration.ZERO)).isEmpty();
    service
        .get()
        .body("data.state", equalTo("paused"))
        .body("data.consecutive_restart_failures", equalTo(4))
        .body("data.last_error", equalTo("It broke"));
    List<JsonNode> told = new ArrayList<>();
    for (String body :
        sql.list(
            "select body from service_alert where service_id = ? order by id",
            row -> row.text("body"),
            UUID.fromString(service.id))) {
      told.add(new ObjectMapper().readTree(body));
    }
    assertThat(told)
        .extracting(alert -> alert.path("event").asText())
        .containsExactly("service.crash_loop", "service.crash_loop");
    assertThat(told)
        .extracting(alert -> alert.path("auto_paused").asBoolean())
        .containsExactly(false, true);
    assertThat(told)
        .extracting(alert -> alert.path("consecutive_restart_failures").asInt())
        .containsExactly(2, 4);
    assertThat(told.getFirst().path("threshold").asInt()).isEqualTo(4);
    assertThat(told.getFirst().path("service_name").asText()).isEqualTo(service.name);
  }

  @Test
  void a_process_that_was_up_for_long_forgets_failures_before_it() {
    ends(Duration.ZERO);
    ends(Duration.ZERO);
    assertThat(ends(Duration.ofSeconds(60))).contains(Duration.ofSeconds(1));
    service.get().body("data.consecutive_restart_failures", equalTo(1));
  }

  @Test
  void what_was_asked_to_end_and_what_is_of_another_generation_is_no_failure() {
    service.act("restart").statusCode(200);
    assertThat(ends(Duration.ZERO)).isEmpty();
    service.get().body("data.consecutive_restart_failures", equalTo(0));
  }

  @Test
  void alerts_arrive_signed_and_again_when_they_were_not_taken() throws Exception {
    try (AlertReceiver receiver = new AlertReceiver()) {
      sql.update(
          "update service set alert_webhook_url = ? where id = ?",
          receiver.url(),
          UUID.fromString(service.id));
      ends(Duration.ZERO);
      ends(Duration.ZERO);
      AlertDelivery delivery =
          new AlertDelivery(alerts, secrets, receiver.posts(Clock.systemUTC()));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                sql.update(
                    "update service_alert set due_at = clock_timestamp() where service_id = ?",
                    UUID.fromString(service.id));
                delivery.deliver();
                return receiver.received().size() >= 2;
              });
      receiver
          .received()
          .getLast()
          .assertSigned(service.created.getString("data.alert_signing_secret"));
    }
  }

  @Test
  void its_time_costs_and_a_budget_pauses_it() {
    owner
        .asOwner()
        .body(
            Map.of(
                "scope_type", "workspace",
                "window", "daily",
                "hard_limit_usd", "1",
                "action_on_hard_limit", "pause_service"))
        .post("/workspaces/" + owner.workspaceId + "/budgets")
        .then()
        .statusCode(201);
    meter.count();
    BigDecimal seconds =
        sql.first(
                "select sum(seconds) as n from service_compute where service_id = ?",
                row -> row.optionalDecimal("n"),
                UUID.fromString(service.id))
            .orElseThrow();
    assertThat(seconds).isPositive().isLessThan(new BigDecimal("120"));
    // The price is 0 here: what the meter would write at another one
    sql.update(
        "update service_compute set usd = usd + 0.6 where service_id = ?",
        UUID.fromString(service.id));
    service.get().body("data.desired_state", equalTo("running"));
    sql.update(
        "update service_compute set usd = usd + 0.6 where service_id = ?",
        UUID.fromString(service.id));
    service.awaitState("paused");
    assertThat(service.events()).contains("budget_hard_limit_paused");
    service.act("resume").statusCode(429).body("error.code", equalTo("BUDGET_EXCEEDED"));
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/budgets")
        .then()
        .body("data[0].breached", equalTo(true));
  }
}
