package io.orchagent.agents.catalogue;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Who likes which version. */
@Singleton
class StarQueries {
  private final Sql sql;

  StarQueries(Sql sql) {
    this.sql = sql;
  }

  /** A star, with the agent that has it. */
  record Star(UUID workspaceId, String name, UUID agentId, UUID userId) {}

  private static final String STARS =
      """
      select a.workspace_id, a.name, s.agent_id, s.user_id
      from agent_star s join agent a on a.id = s.agent_id
      """;

  private static Star star(Sql.Row row) throws SQLException {
    return new Star(
        row.id("workspace_id"), row.text("name"), row.id("agent_id"), row.id("user_id"));
  }

  /** Those of one person, on deleted versions too. */
  List<Star> of(UUID user) {
    return sql.list(STARS + "where s.user_id = ?", StarQueries::star, user);
  }

  /** Some of people whose account is deleted. */
  List<Star> ofDeleted() {
    return sql.list(
        STARS
            + """
            join app_user u on u.id = s.user_id
            where u.deleted_at is not null limit 10000
            """,
        StarQueries::star);
  }

  /**
   * Keeps a workspace and an account from being deleted until the transaction ends; false when
   * either is.
   */
  boolean holdPerson(UUID workspace, UUID user) {
    return held(
            "select 1 from workspace where id = ? and deleted_at is null for key share", workspace)
        && held("select 1 from app_user where id = ? and deleted_at is null for share", user);
  }

  private boolean held(String statement, UUID id) {
    return sql.first(statement, row -> true, id).isPresent();
  }

  /** False when it was there already. */
  boolean add(UUID agent, UUID user) {
    return sql.update(
            "insert into agent_star (agent_id, user_id) values (?, ?) on conflict do nothing",
            agent,
            user)
        > 0;
  }

  /** False when there was none. */
  boolean remove(UUID agent, UUID user) {
    return sql.update("delete from agent_star where agent_id = ? and user_id = ?", agent, user) > 0;
  }

  /** The stars of a version, after so many more. */
  int count(UUID agent, int more) {
    return sql.first(
            "update agent set stars_count = stars_count + ? where id = ? returning stars_count",
            row -> Math.toIntExact(row.number("stars_count")),
            more,
            agent)
        .orElseThrow();
  }
}
