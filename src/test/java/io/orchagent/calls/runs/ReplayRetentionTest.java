package io.orchagent.calls.runs;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReplayRetentionTest {
  @Inject Sql sql;

  @Test
  void a_run_whose_input_is_kept_no_longer_is_not_replayed() {
    TestWorkspace owner = TestWorkspace.create();
    TestTool tool = TestTool.python(owner, "print('{}')");
    String run = owner.asOwner().body("{}").post(tool.path()).getHeader("X-Run-Id");
    sql.update("delete from run_payload where run_id = ?::uuid", run);
    owner
        .asOwner()
        .post("/workspaces/" + owner.workspaceId + "/runs/" + run + "/replay")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("CONFLICT"))
        .body("error.message", containsString("payload_retention_days"));
    owner.asOwner().get("/org").then().header("X-RateLimit-Remaining", "999");
  }
}
