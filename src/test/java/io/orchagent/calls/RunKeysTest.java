package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Role;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The key of a run is good while its run goes on and its person belongs there. */
@QuarkusTest
class RunKeysTest {
  @Inject Sql sql;
  @Inject RunKeys keys;

  private TestWorkspace caller;
  private TestTool target;
  private UUID run;
  private String key;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    target = TestTool.python(caller, "print('{}')");
    run = Ids.newId();
    key = Tokens.random("sk_agent_");
    sql.update(
        """
        insert into run (id, workspace_id, request_id, agent_id, agent_workspace_id, agent,
          version, execution_engine, endpoint, trigger, status, root_run_id, counts_quota,
          server_id, deadline_at, created_at, started_at)
        values (?, ?::uuid, 'r', ?, ?, 'a/b', 'v1', 'code_runtime', 'run', 'api', 'running', ?,
          true, (select id from server_instance order by heartbeat_at desc limit 1),
          now() + interval '1 minute', now(), now())
        """,
        run,
        caller.workspaceId,
        run,
        run,
        run);
    sql.update(
        """
        insert into run_key (run_id, workspace_id, user_id, agent_id, key_hash, root_run_id,
          ancestors, chain, hops, downstream_left, strict, deadline_at)
        values (?, ?::uuid, ?::uuid, ?, ?, ?, array[?::uuid], 'a/b@v1', 3, 5, false,
          now() + interval '1 minute')
        """,
        run,
        caller.workspaceId,
        caller.userId,
        run,
        Hashes.sha256(key),
        run,
        run);
  }

  private ValidatableResponse call() {
    return TestWorkspace.as(key).body("{}").post(target.path()).then();
  }

  @Test
  void who_it_is_and_where_they_belong_is_read_at_once() {
    Principal principal = keys.locked(key).orElseThrow();
    assertThat(principal.credential()).isEqualTo(keys.find(key).orElseThrow());
    assertThat(principal.credential().id()).isEqualTo(run);
    assertThat(principal.workspaceId()).hasToString(caller.workspaceId);
    assertThat(principal.membership().slug()).isEqualTo(caller.slug);
    assertThat(principal.role()).isEqualTo(Role.OWNER);
    assertThat(keys.locked(Tokens.random("sk_agent_"))).isEmpty();
    assertThat(keys.locked("sk_agent_short")).isEmpty();
    // Known, and only then refused
    call().statusCode(403).body("error.code", equalTo("DEPENDENCY_NOT_ALLOWED"));
  }

  @Test
  void it_works_in_its_own_workspace_only() {
    TestWorkspace other = TestWorkspace.create();
    TestWorkspace.as(key)
        .header("X-Workspace-Id", other.workspaceId)
        .body("{}")
        .post(target.path())
        .then()
        .statusCode(403)
        .body("error.message", containsString("does not reach that workspace"));
    TestWorkspace.as(key)
        .header("X-Workspace-Id", caller.workspaceId)
        .body("{}")
        .post(target.path())
        .then()
        .body("error.code", equalTo("DEPENDENCY_NOT_ALLOWED"));
  }

  @Test
  void it_ends_with_the_membership_of_its_person() {
    sql.update(
        "delete from workspace_member where user_id = ?::uuid and workspace_id = ?::uuid",
        caller.userId,
        caller.workspaceId);
    assertThat(keys.locked(key)).isEmpty();
    call().statusCode(403).body("error.message", containsString("does not reach that workspace"));
  }

  @Test
  void it_ends_with_its_run() {
    sql.update("update run set status = 'failed', completed_at = now() where id = ?", run);
    assertThat(keys.locked(key)).isEmpty();
    call().statusCode(401);
  }
}
