package io.orchagent.workspaces.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What time and the database decide. */
@QuarkusTest
class InviteExpiryTest {
  @Inject Sql sql;
  @Inject WorkspaceDeletion deletion;

  @Test
  void an_expired_invitation_is_good_for_nothing() {
    TestWorkspace owner = TestWorkspace.create();
    TestWorkspace guest = TestWorkspace.create();
    TestInvite invite = TestInvite.send(owner, guest.email, "member");
    sql.update(
        "update workspace_invite set expires_at = now() where id = ?",
        UUID.fromString(invite.id()));
    invite.acceptedBy(guest).statusCode(404);
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/invites")
        .then()
        .body("data", empty());
    // The address may be invited anew
    TestInvite.join(owner, guest, "member");
  }

  @Test
  void only_the_digest_of_a_token_is_stored() {
    TestWorkspace owner = TestWorkspace.create();
    TestInvite invite = TestInvite.send(owner, TestWorkspace.newEmail(), "member");
    String row =
        sql.first(
                "select cast(i as text) as row from workspace_invite i where id = ?",
                found -> found.text("row"),
                UUID.fromString(invite.id()))
            .orElseThrow();
    assertThat(row).doesNotContain(invite.token());
  }

  @Test
  void a_deleted_workspace_keeps_its_row_and_loses_what_came_in_late() {
    TestWorkspace owner = TestWorkspace.create();
    owner
        .asOwner()
        .queryParam("confirmation_name", owner.slug)
        .delete("/workspaces/" + owner.workspaceId)
        .then()
        .statusCode(200);
    UUID id = UUID.fromString(owner.workspaceId);
    // As a request does that was let in before the deletion
    sql.update(
        """
        insert into secret (id, workspace_id, name, sealed_value, secret_type, created_by)
        values (?, ?, 'LATE', '\\x00', 'custom', ?)
        """,
        UUID.randomUUID(),
        id,
        UUID.fromString(owner.userId));
    deletion.again();
    assertThat(count("secret", id)).isZero();
    assertThat(
            sql.first(
                "select slug from workspace where id = ? and deleted_at is not null",
                row -> row.text("slug"),
                id))
        .contains(owner.slug);
    assertThat(count("audit_event", id)).isPositive();
  }

  private long count(String table, UUID workspace) {
    return sql.first(
            "select count(*) as many from " + table + " where workspace_id = ?",
            row -> row.number("many"),
            workspace)
        .orElseThrow();
  }
}
