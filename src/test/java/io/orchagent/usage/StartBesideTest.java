package io.orchagent.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A prompt's model is asked while its start row is on its way. Here PostgreSQL knows of a run that
 * Redis does not, so that the row's guard does not hold the first time.
 */
@QuarkusTest
class StartBesideTest {
  @Inject QuotaCount counts;
  @Inject Sql sql;

  private final TestModel model = TestModel.of("openai");
  private TestWorkspace caller;
  private TestPrompt prompt;
  private UUID workspace;

  @BeforeEach
  void one_call_and_one_that_redis_does_not_know() {
    caller = TestWorkspace.create();
    workspace = UUID.fromString(caller.workspaceId);
    prompt = TestPrompt.publish(caller, "Say hello to {{name}}.");
    model.says("Hello", 1, 1);
    prompt.call(caller, TestPrompt.with(model, "name", "Ada")).statusCode(200);
    String columns =
        "workspace_id, request_id, agent_id, agent_workspace_id, agent, version,"
            + " execution_engine, endpoint, trigger, user_id, credential_id, server_id,"
            + " deadline_at, created_at, started_at, completed_at, counts_quota, status";
    UUID other = Ids.newId();
    sql.update(
        "insert into run (id, root_run_id, %s) select ?, ?, %s from run where workspace_id = ?"
            .formatted(columns, columns),
        other,
        other,
        workspace);
    QuarkusTransaction.requiringNew().run(() -> counts.countAnew(workspace));
  }

  private void limit(int calls) {
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("calls_per_day", calls)))
        .patch("/admin/workspaces/" + workspace)
        .then()
        .statusCode(200);
  }

  private long runs() {
    return sql.list("select id from run where workspace_id = ?", row -> row.id("id"), workspace)
        .size();
  }

  @Test
  void a_row_that_is_written_after_another_count_is_the_run() {
    limit(3);
    model.says("Hello again", 1, 1);
    prompt
        .call(caller, TestPrompt.with(model, "name", "Ada"))
        .statusCode(200)
        .header("X-RateLimit-Limit", is("3"));
    assertThat(runs()).isEqualTo(3);
    prompt.call(caller, TestPrompt.with(model, "name", "Ada")).statusCode(429);
  }

  @Test
  void who_turns_out_to_have_no_unit_left_is_refused_and_the_model_is_not_waited_for() {
    limit(2);
    Instant asked = Instant.now();
    model.isSlow(120_000);
    prompt
        .call(caller, TestPrompt.with(model, "name", "Ada"))
        .statusCode(429)
        .body("error.code", is("RATE_LIMITED"));
    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(30));
    assertThat(runs()).isEqualTo(2);
  }
}
