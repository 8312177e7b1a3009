package io.orchagent.billing;

import static io.orchagent.testing.TestCredits.give;
import static io.orchagent.testing.TestCredits.sell;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.AlertReceiver;
import io.orchagent.testing.AlertReceiver.Received;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts of budgets reach their webhook, signed, each threshold once a window. */
@QuarkusTest
class BudgetAlertTest {
  @Inject BudgetQueries budgets;
  @Inject BudgetAlertQueries queries;
  @Inject BudgetSecrets secrets;
  @Inject BudgetAlerts loop;
  @Inject Sql sql;
  @Inject Clock clock;

  private AlertReceiver receiver;
  private BudgetAlerts alerts;
  private TestWorkspace caller;
  private TestTool tool;

  @BeforeEach
  void listen() throws IOException {
    receiver = new AlertReceiver();
    alerts = new BudgetAlerts(budgets, queries, secrets, receiver.posts(clock));
    caller = TestWorkspace.create();
    tool = sell(TestWorkspace.create(), 100, "print(1)");
    give(caller, 1_000);
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private JsonPath budget(Object... fields) {
    Map<String, Object> body = new HashMap<>(Map.of("scope_type", "workspace", "window", "weekly"));
    for (int i = 0; i < fields.length; i += 2) {
      body.put((String) fields[i], fields[i + 1]);
    }
    return caller
        .asOwner()
        .body(body)
        .post("/workspaces/" + caller.workspaceId + "/budgets")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  private void call() {
    caller.asOwner().body("{}").post(tool.path()).then().statusCode(200);
  }

  private JsonPath told() {
    return caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/budget-alerts")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  void a_threshold_is_told_signed_and_until_it_is_taken() {
    JsonPath made = budget("hard_limit_usd", "2", "webhook_url", receiver.url());
    call();
    // The server's own loop can't reach it, and puts it off again and again
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              alerts.note();
              sql.update(
                  "update budget_alert set due_at = now()"
                      + " where workspace_id = ?::uuid and delivered_at is null",
                  caller.workspaceId);
              alerts.deliver();
              return told().get("data[0].delivered_at") != null;
            });
    assertThat(receiver.received()).hasSizeGreaterThanOrEqualTo(2);
    Received last = receiver.received().getLast();
    JsonPath body = JsonPath.from(last.body());
    assertThat(body.getString("event")).isEqualTo("budget.threshold");
    assertThat(body.getString("severity")).isEqualTo("info");
    assertThat(body.getString("policy_id")).isEqualTo(made.getString("data.id"));
    assertThat(body.getString("threshold_kind")).isEqualTo("hard");
    assertThat(body.getInt("threshold_pct")).isEqualTo(50);
    assertThat(body.getString("current_spend_usd")).isEqualTo("1.00");
    assertThat(body.getString("limit_usd")).isEqualTo("2.00");
    assertThat(body.getString("scope_type")).isEqualTo("workspace");
    assertThat(body.getString("window")).isEqualTo("weekly");
    assertThat(body.getString("workspace_id")).isEqualTo(caller.workspaceId);
    assertThat(body.getString("message")).startsWith("1.00 USD of the hard limit of 2.00 USD");
    assertThat(body.getString("burn_rate_usd_per_day")).isNotEmpty();
    last.assertSigned(made.getString("data.alert_signing_secret"));
  }

  @Test
  void a_lower_limit_is_told_without_anything_being_spent() {
    JsonPath made = budget("hard_limit_usd", "100");
    call();
    Awaitility.await()
        .until(
            () -> {
              loop.note();
              return unseen() == 0;
            });
    assertThat(told().getInt("metadata.total")).isZero();
    caller
        .asOwner()
        .body(Map.of("hard_limit_usd", "2"))
        .patch("/workspaces/" + caller.workspaceId + "/budgets/" + made.getString("data.id"))
        .then()
        .statusCode(200);
    awaitTold(50);
  }

  /** The server's own loop may be looking at the same moment. */
  private void awaitTold(int percent) {
    Awaitility.await()
        .untilAsserted(
            () -> {
              loop.note();
              assertThat(told().getList("data.threshold_pct")).containsExactly(percent);
            });
  }

  /** Who looks and dies before it noted anything leaves it to the next one. */
  @Test
  void a_look_that_is_not_finished_is_taken_again() {
    budget("hard_limit_usd", "2");
    QuarkusTransaction.begin();
    call();
    queries.unseen(1_000);
    QuarkusTransaction.rollback();
    awaitTold(50);
  }

  private long unseen() {
    return sql.first(
            """
            select count(*) as n from budget_spend s join budget b on b.id = s.budget_id
            where b.workspace_id = ?::uuid and not seen
            """,
            row -> row.number("n"),
            caller.workspaceId)
        .orElseThrow();
  }

  @Test
  void many_who_look_at_once_tell_it_once() {
    budget("soft_limit_usd", "1", "hard_limit_usd", "1.25");
    call();
    Together.run(16, i -> (i % 2 == 0 ? alerts : loop).note());
    assertThat(told().getInt("metadata.total")).isEqualTo(5);
    assertThat(told().getList("data.findAll{it.threshold_kind=='soft'}.threshold_pct"))
        .containsExactlyInAnyOrder(50, 80, 100);
    assertThat(told().getList("data.findAll{it.threshold_kind=='hard'}.threshold_pct"))
        .containsExactlyInAnyOrder(50, 80);
    call();
    Together.run(16, i -> alerts.note());
    assertThat(told().getInt("metadata.total")).isEqualTo(6);
  }
}
