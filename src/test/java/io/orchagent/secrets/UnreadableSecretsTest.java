package io.orchagent.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.crypto.KeyRotation;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes of another row, as a hand in the database may leave them. */
@QuarkusTest
class UnreadableSecretsTest {
  @Inject KeyRotation rotation;
  @Inject Secrets secrets;
  @Inject Sql sql;

  private TestWorkspace owner;
  private UUID workspace;

  @BeforeEach
  void workspace() {
    owner = TestWorkspace.create();
    workspace = UUID.fromString(owner.workspaceId);
  }

  private String read(String name) {
    return secrets
        .find(
            workspace,
            new Secrets.Recipient(workspace, owner.slug, "agent"),
            List.of(name),
            List.of())
        .open()
        .get(name);
  }

  private String schedule() {
    return owner
        .asOwner()
        .body(
            Map.of(
                "agent_id",
                TestTool.python(owner, "print(1)").id,
                "type",
                "cron",
                "cron_expression",
                "0 0 1 1 *"))
        .post("/workspaces/" + workspace + "/schedules")
        .then()
        .statusCode(201)
        .extract()
        .path("data.id");
  }

  @Test
  void what_does_not_open_keeps_nothing_else_under_the_old_key() {
    for (String name : List.of("FIRST", "MOVED", "LAST")) {
      TestSecrets.set(owner, name, "of " + name);
    }
    sql.update(
        """
        update secret set sealed_value =
          (select sealed_value from secret where workspace_id = ? and name = 'FIRST')
        where workspace_id = ? and name = 'MOVED'""",
        workspace,
        workspace);
    KeyRotation.Resealed first = rotation.rotateDataKey(workspace);
    assertThat(first.rows()).isEqualTo(2);
    assertThat(first.unreadable()).isOne();
    assertThat(read("FIRST")).isEqualTo("of FIRST");
    assertThat(read("LAST")).isEqualTo("of LAST");

    TestSecrets.set(owner, "MOVED", "set again");
    KeyRotation.Resealed second = rotation.rotateDataKey(workspace);
    assertThat(second.rows()).isEqualTo(3);
    assertThat(second.unreadable()).isZero();
    assertThat(read("MOVED")).isEqualTo("set again");
  }

  @Test
  void alerts_secrets_of_other_schedules_do_neither() {
    TestSecrets.set(owner, "KEPT", "kept");
    UUID kept = UUID.fromString(schedule());
    UUID moved = UUID.fromString(schedule());
    sql.update(
        "update schedule set alert_secret = (select alert_secret from schedule where id = ?)"
            + " where id = ?",
        kept,
        moved);
    KeyRotation.Resealed rotated = rotation.rotateDataKey(workspace);
    assertThat(rotated.rows()).isEqualTo(2);
    assertThat(rotated.unreadable()).isOne();
    assertThat(read("KEPT")).isEqualTo("kept");
  }
}
