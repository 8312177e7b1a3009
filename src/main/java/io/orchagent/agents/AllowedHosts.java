package io.orchagent.agents;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.persistence.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/**
 * The hosts that an administrator lets an agent reach beside those that all may: they belong to the
 * name, so that all of its versions have them, later ones too.
 */
@ApplicationScoped
public class AllowedHosts {
  private static final String SEPARATOR = ",";
  private static final String SELECT =
      """
      select a.id, a.workspace_id, w.slug, a.name, a.version, a.type, a.is_public,
             array_to_string(s.allowed_hosts, ',') as hosts
      from agent a
      join agent_series s on s.workspace_id = a.workspace_id and s.name = a.name
      join living_workspace w on w.id = a.workspace_id
      where a.id = ? and a.deleted_at is null
      """;

  private final Sql sql;
  private final AuditTrail audit;
  private final Event<AgentChanged> changes;

  AllowedHosts(Sql sql, AuditTrail audit, Event<AgentChanged> changes) {
    this.sql = sql;
    this.audit = audit;
    this.changes = changes;
  }

  /** A version as an administrator finds it, and what its agent may reach. */
  public record Subject(
      UUID id,
      UUID workspaceId,
      String org,
      String name,
      int version,
      String type,
      boolean isPublic,
      List<String> hosts) {}

  /** The version with this id, in any workspace; 404 when there is none. */
  @Transactional
  public Subject of(UUID agentId) {
    return sql.first(
            SELECT,
            row ->
                new Subject(
                    row.id("id"),
                    row.id("workspace_id"),
                    row.text("slug"),
                    row.text("name"),
                    Math.toIntExact(row.number("version")),
                    row.text("type"),
                    row.flag("is_public"),
                    split(row.text("hosts"))),
            agentId)
        .orElseThrow(AgentErrors::notFound);
  }

  /** Replaces the hosts of all versions of that version's agent; the names have been checked. */
  @Transactional
  public Subject change(UUID agentId, List<String> hosts) {
    Subject before = of(agentId);
    List<String> wanted = hosts.stream().distinct().sorted().toList();
    if (!wanted.equals(before.hosts())) {
      sql.update(
          "update agent_series set allowed_hosts = string_to_array(?, ',')"
              + " where workspace_id = ? and name = ?",
          String.join(SEPARATOR, wanted),
          before.workspaceId(),
          before.name());
      String told = wanted.isEmpty() ? "none" : String.join(", ", wanted);
      audit.record(
          before.workspaceId(), "agent.allowed_hosts_changed", before.name() + ": " + told);
      changes.fire(new AgentChanged(before.workspaceId(), before.name()));
    }
    return of(agentId);
  }

  static List<String> split(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR));
  }
}
