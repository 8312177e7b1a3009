package io.orchagent.workspaces.members;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.tenancy.Role;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL of who is in a workspace, and of its end. */
@Singleton
class MemberQueries {
  private static final String LIVING =
      """
      select id, name, slug, type, plan, owner_user_id from workspace
      where id = ? and deleted_at is null for\s""";

  private final Sql sql;

  MemberQueries(Sql sql) {
    this.sql = sql;
  }

  /** A living workspace whose row is locked. */
  record Held(UUID id, String name, String slug, String type, String plan, UUID ownerUserId) {
    boolean isPersonalOf(UUID user) {
      return type.equals("personal") && ownerUserId.equals(user);
    }
  }

  /** A person in a workspace. */
  record Member(UUID userId, String email, Role role) {}

  /** Lets one change of members at a time go on. Empty when it is gone. */
  Optional<Held> hold(UUID workspace) {
    return sql.first(LIVING + "no key update", MemberQueries::held, workspace);
  }

  /** The same before a deletion: also waits for what is being put into it. */
  Optional<Held> holdWhole(UUID workspace) {
    return sql.first(LIVING + "update", MemberQueries::held, workspace);
  }

  private static Held held(Sql.Row row) throws SQLException {
    return new Held(
        row.id("id"),
        row.text("name"),
        row.text("slug"),
        row.text("type"),
        row.text("plan"),
        row.id("owner_user_id"));
  }

  Optional<Member> find(UUID workspace, UUID user) {
    return sql.first(
        """
        select u.id, u.email, m.role from workspace_member m join app_user u on u.id = m.user_id
        where m.workspace_id = ? and m.user_id = ?
        """,
        MemberQueries::member,
        workspace,
        user);
  }

  boolean isOwner(UUID workspace, UUID user) {
    return find(workspace, user).filter(member -> member.role() == Role.OWNER).isPresent();
  }

  List<Member> all(UUID workspace) {
    return sql.list(
        """
        select u.id, u.email, m.role from workspace_member m join app_user u on u.id = m.user_id
        where m.workspace_id = ? order by m.joined_at, u.id
        """,
        MemberQueries::member,
        workspace);
  }

  private static Member member(Sql.Row row) throws SQLException {
    return new Member(row.id("id"), row.text("email"), Role.of(row.text("role")));
  }

  boolean hasAddress(UUID workspace, String email) {
    return sql.first(
            """
            select 1 from workspace_member m join app_user u on u.id = m.user_id
            where m.workspace_id = ? and lower(u.email) = lower(?)
            """,
            row -> true,
            workspace,
            email)
        .isPresent();
  }

  long count(UUID workspace) {
    return sql.first(
            "select count(*) as many from workspace_member where workspace_id = ?",
            row -> row.number("many"),
            workspace)
        .orElseThrow();
  }

  void insert(UUID workspace, UUID user, String role) {
    sql.update(
        """
        insert into workspace_member (workspace_id, user_id, role) values (?, ?, ?)
        on conflict do nothing
        """,
        workspace,
        user,
        role);
  }

  void setRole(UUID workspace, UUID user, Role role) {
    sql.update(
        "update workspace_member set role = ? where workspace_id = ? and user_id = ?",
        role.wire(),
        workspace,
        user);
  }

  void remove(UUID workspace, UUID user) {
    sql.update(
        "delete from workspace_member where workspace_id = ? and user_id = ?", workspace, user);
  }

  void removeAll(UUID workspace) {
    sql.update("delete from workspace_member where workspace_id = ?", workspace);
  }

  /** It is another person's now, and nobody's personal one. */
  void handOver(UUID workspace, UUID owner) {
    sql.update(
        """
        update workspace set owner_user_id = ?, type = 'team', updated_at = now() where id = ?
        """,
        owner,
        workspace);
  }

  /** What remains is the row. What its runs read and said goes with the next retention. */
  void bury(UUID workspace) {
    sql.update(
        """
        update workspace
        set deleted_at = now(), updated_at = now(), payload_retention_days = 1 where id = ?
        """,
        workspace);
  }

  /** Those that were deleted a short while ago. */
  List<UUID> deletedLately() {
    return sql.list(
        "select id from workspace where deleted_at > now() - interval '15 minutes' order by id",
        row -> row.id("id"));
  }

  /** The living workspaces of a person, in the order in which they are locked. */
  List<UUID> ofPerson(UUID user) {
    return sql.list(
        """
        select w.id from workspace_member m join workspace w on w.id = m.workspace_id
        where m.user_id = ? and w.deleted_at is null order by w.id
        """,
        row -> row.id("id"),
        user);
  }

  /**
   * Keeps an account as it is until the transaction ends; the address, empty when it is deleted.
   */
  Optional<String> holdPerson(UUID user) {
    return sql.first(
        "select email from app_user where id = ? and deleted_at is null for share",
        row -> row.text("email"),
        user);
  }

  /** The same for who changes it. */
  boolean holdPersonWhole(UUID user) {
    return sql.first(
            "select 1 from app_user where id = ? and deleted_at is null for no key update",
            row -> true,
            user)
        .isPresent();
  }
}
