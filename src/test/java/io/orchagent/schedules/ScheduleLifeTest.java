package io.orchagent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of schedules when their agent or their workspace goes. */
@QuarkusTest
class ScheduleLifeTest {
  @Inject Sql sql;

  private TestWorkspace owner;
  private TestTool tool;
  private TestSchedule own;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    tool = TestSchedule.tool(owner);
    owner.asOwner().body(Map.of("is_public", true)).patch("/agents/" + tool.id);
    own = TestSchedule.create(owner, TestSchedule.cron(tool));
  }

  private String second() {
    return owner
        .asSession()
        .body(Map.of("name", "Second"))
        .post("/workspaces")
        .then()
        .statusCode(201)
        .extract()
        .path("data.id");
  }

  private static void isDisabled(TestSchedule schedule) {
    schedule.get().body("data.enabled", equalTo(false)).body("data.next_run_at", nullValue());
    assertThat(schedule.eventTypes()).containsExactly("disabled", "created");
  }

  private long told(String workspace) {
    return sql.list(
            "select target from audit_event"
                + " where workspace_id = ?::uuid and action = 'schedule.disabled'",
            row -> row.text("target"),
            workspace)
        .size();
  }

  @Test
  void an_agent_that_is_deleted_disables_its_schedules_everywhere_and_for_good() {
    TestWorkspace reader = TestWorkspace.create();
    TestSchedule others = TestSchedule.create(reader, TestSchedule.webhook(tool));
    String agent = "/agents/" + tool.id;
    owner.asOwner().get(agent + "/delete-check").then().body("data.schedules_count", equalTo(2));
    owner.asOwner().delete(agent).then().statusCode(200);
    isDisabled(own);
    isDisabled(others);
    assertThat(told(owner.workspaceId)).isEqualTo(1);
    assertThat(told(reader.workspaceId)).isZero();
    owner.asOwner().post(agent + "/restore").then().statusCode(200);
    own.get().body("data.enabled", equalTo(false));
  }

  @Test
  void an_agent_that_moves_disables_its_schedules() {
    String target = second();
    owner
        .asOwner()
        .body(Map.of("target_workspace_id", target, "confirmation_name", tool.name))
        .post("/agents/" + tool.id + "/transfer")
        .then()
        .statusCode(200);
    isDisabled(own);
    assertThat(told(owner.workspaceId)).isEqualTo(1);
  }

  @Test
  void a_deleted_workspace_has_no_schedules() {
    String second = second();
    String id =
        owner
            .asSession()
            .body(TestSchedule.cron(tool))
            .post("/workspaces/" + second + "/schedules")
            .then()
            .statusCode(201)
            .extract()
            .path("data.id");
    owner
        .asSession()
        .queryParam("confirmation_name", "Second")
        .delete("/workspaces/" + second)
        .then()
        .statusCode(200);
    assertThat(
            sql.first(
                "select from schedule where id = ?::uuid and not enabled and next_run_at is null"
                    + " and deleted_at is not null",
                row -> true,
                id))
        .isPresent();
  }
}
