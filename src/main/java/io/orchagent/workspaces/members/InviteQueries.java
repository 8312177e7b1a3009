package io.orchagent.workspaces.members;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of invitations. */
@Singleton
class InviteQueries {
  private static final String PENDING =
      "accepted_at is null and revoked_at is null and expires_at > clock_timestamp()";

  private final Sql sql;

  InviteQueries(Sql sql) {
    this.sql = sql;
  }

  /** An invitation as its token finds it. */
  record Found(
      UUID id,
      UUID workspaceId,
      String email,
      String role,
      boolean pending,
      @Nullable Instant acceptedAt) {}

  void insert(
      UUID id, UUID workspace, String email, String role, byte[] hash, UUID by, Instant expires) {
    sql.update(
        """
        insert into workspace_invite
          (id, workspace_id, email, role, token_hash, invited_by, expires_at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        workspace,
        email,
        role,
        hash,
        by,
        expires);
  }

  List<MemberApi.View> pending(UUID workspace, int most, int skip) {
    return sql.list(
        """
        select id, email, role, created_at, expires_at from workspace_invite
        where workspace_id = ? and %s order by id desc limit ? offset ?
        """
            .formatted(PENDING),
        row ->
            new MemberApi.View(
                row.id("id"),
                row.text("email"),
                row.text("role"),
                row.instant("created_at"),
                row.instant("expires_at")),
        workspace,
        most,
        skip);
  }

  /**
   * How many wait.
   *
   * @param besides an address that does not count
   */
  long countPending(UUID workspace, String besides) {
    return sql.first(
            """
            select count(*) as many from workspace_invite
            where workspace_id = ? and lower(email) <> lower(?) and %s
            """
                .formatted(PENDING),
            row -> row.number("many"),
            workspace,
            besides)
        .orElseThrow();
  }

  /** How many this workspace made in the last hour for an address, or for all of them. */
  long lately(UUID workspace, @Nullable String email) {
    return sql.first(
            """
            select count(*) as many from workspace_invite
            where workspace_id = ? and created_at > now() - interval '1 hour'
              and (?::text is null or lower(email) = lower(?))
            """,
            row -> row.number("many"),
            workspace,
            email,
            email)
        .orElseThrow();
  }

  Optional<Found> find(byte[] hash) {
    return sql.first(
        """
        select id, workspace_id, email, role, %s as pending, accepted_at
        from workspace_invite where token_hash = ?
        """
            .formatted(PENDING),
        InviteQueries::found,
        hash);
  }

  private static Found found(Sql.Row row) throws SQLException {
    return new Found(
        row.id("id"),
        row.id("workspace_id"),
        row.text("email"),
        row.text("role"),
        row.flag("pending"),
        row.optionalInstant("accepted_at"));
  }

  void accept(UUID id, UUID user) {
    sql.update(
        "update workspace_invite set accepted_at = now(), accepted_by = ? where id = ?", user, id);
  }

  /** The address of the one that no longer waits; empty when it did not. */
  Optional<String> revoke(UUID workspace, UUID id) {
    return sql.first(
        """
        update workspace_invite set revoked_at = now()
        where workspace_id = ? and id = ? and accepted_at is null and revoked_at is null
        returning email
        """,
        row -> row.text("email"),
        workspace,
        id);
  }

  /** What an earlier invitation of this address was good for is the new one's. */
  void replace(UUID workspace, String email) {
    sql.update(
        """
        update workspace_invite set revoked_at = now()
        where workspace_id = ? and lower(email) = lower(?)
          and accepted_at is null and revoked_at is null
        """,
        workspace,
        email);
  }

  void revokeAll(UUID workspace) {
    sql.update(
        """
        update workspace_invite set revoked_at = now()
        where workspace_id = ? and accepted_at is null and revoked_at is null
        """,
        workspace);
  }

  /** Whatever names this address. */
  void forget(String email) {
    sql.update("delete from workspace_invite where lower(email) = lower(?)", email);
  }
}
