package io.orchagent.agents.tree;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Versions and what they call, as far as a workspace may see them. */
@Singleton
class AgentTreeQueries {
  private static final String FIELDS =
      """
      a.id, w.slug || '/' || a.name as agent, a.version, a.type, a.execution_engine, a.callable,
      (a.spec -> 'default_skills')::text as skills,
      a.workspace_id = ? or (a.price_per_call_cents = 0 and a.allow_local_download) as open
      """;

  private static final String OF =
      """
      from agent a join living_workspace w on w.id = a.workspace_id
      where a.deleted_at is null and (a.is_public or a.workspace_id = ?)
      """;

  private final Sql sql;

  AgentTreeQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * A version that the caller may see.
   *
   * @param version its number
   * @param skills references, as a JSON array; null for none
   * @param open whether the caller may see what is inside
   */
  record Version(
      UUID id,
      String agent,
      int version,
      String type,
      @Nullable String engine,
      boolean callable,
      @Nullable String skills,
      boolean open) {}

  /** That one version calls another, which is null where the caller may not see it. */
  record Dependency(UUID of, @Nullable Version on) {}

  Optional<Version> find(UUID workspace, UUID id) {
    return sql.first(
        "select " + FIELDS + OF + " and a.id = ?",
        AgentTreeQueries::version,
        workspace,
        workspace,
        id);
  }

  /** What some versions call, each in the order of its manifest. */
  List<Dependency> below(UUID workspace, List<UUID> versions) {
    return sql.list(
        "select d.agent_id as of, v.* from agent_dependency d left join (select "
            + FIELDS
            + OF
            + ") v on v.id = d.dependency_id where d.agent_id = any (?)"
            + " order by d.agent_id, d.position",
        row -> new Dependency(row.id("of"), row.optionalId("id") == null ? null : version(row)),
        workspace,
        workspace,
        versions.toArray(UUID[]::new));
  }

  private static Version version(Sql.Row row) throws SQLException {
    return new Version(
        row.id("id"),
        row.text("agent"),
        (int) row.number("version"),
        row.text("type"),
        row.optionalText("execution_engine"),
        row.flag("callable"),
        row.optionalText("skills"),
        row.flag("open"));
  }
}
