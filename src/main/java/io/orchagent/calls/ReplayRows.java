package io.orchagent.calls;

import io.orchagent.calls.skills.SkillsAsked;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is left of a run for another run of it. */
@Singleton
class ReplayRows {
  private final Sql sql;

  ReplayRows(Sql sql) {
    this.sql = sql;
  }

  /**
   * A run as it was called.
   *
   * @param agent {@code org/name}
   * @param version {@code vN}
   * @param input null when it is kept no longer
   */
  record Stored(
      UUID runId,
      UUID agentId,
      String agent,
      String version,
      String endpoint,
      @Nullable String tenant,
      @Nullable String input,
      KeptHeaders headers) {}

  Optional<Stored> find(UUID workspace, UUID run) {
    return sql.first(
        """
        select r.id, r.agent_id, r.agent, r.version, r.endpoint, r.tenant_id, p.input, p.max_hops,
               p.skills
        from run r left join run_payload p on p.run_id = r.id
        where r.workspace_id = ? and r.id = ?
        """,
        row ->
            new Stored(
                row.id("id"),
                row.id("agent_id"),
                row.text("agent"),
                row.text("version"),
                row.text("endpoint"),
                row.optionalText("tenant_id"),
                row.optionalText("input"),
                new KeptHeaders(
                    row.optionalText("max_hops"), SkillsAsked.ofText(row.optionalText("skills")))),
        workspace,
        run);
  }
}
