package io.orchagent.agents.publishing;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** The numbers of a name's versions. */
@Singleton
class SeriesQueries {
  private final Sql sql;

  SeriesQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * The next number of a name. The row stays locked until the transaction ends: publishes of one
   * name come one after the other, and one that fails gives its number back.
   */
  int nextVersion(UUID workspace, String name) {
    return sql.first(
            """
            insert into agent_series (workspace_id, name, last_version)
            values (?, ?, 1)
            on conflict (workspace_id, name)
            do update set last_version = agent_series.last_version + 1
            returning last_version
            """,
            row -> Math.toIntExact(row.number("last_version")),
            workspace,
            name)
        .orElseThrow();
  }

  /** The highest number that a name ever had; 0 for a new name. */
  int lastVersion(UUID workspace, String name) {
    return sql.first(
            "select last_version from agent_series where workspace_id = ? and name = ?",
            row -> Math.toIntExact(row.number("last_version")),
            workspace,
            name)
        .orElse(0);
  }

  /** The numbers of a name that are not deleted, oldest first. */
  List<Long> versions(UUID workspace, String name) {
    return sql.list(
        """
        select version from agent where workspace_id = ? and name = ? and deleted_at is null
        order by version
        """,
        row -> row.number("version"),
        workspace,
        name);
  }
}
