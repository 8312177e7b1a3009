package io.orchagent.workspaces;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How long runs are kept: the server's own word, and those of workspaces that want less. */
@Singleton
public class Retention {
  private final Sql sql;
  private final ServerRetention server;

  Retention(Sql sql, ServerRetention server) {
    this.sql = sql;
    this.server = server;
  }

  /**
   * For how long things are kept.
   *
   * @param payloads inputs, outputs and streams; never longer than the runs
   * @param runs the runs themselves
   */
  public record Kept(Duration payloads, Duration runs) {
    private static Kept of(long payloadDays, long runDays) {
      return new Kept(Duration.ofDays(Math.min(payloadDays, runDays)), Duration.ofDays(runDays));
    }
  }

  /** A workspace that keeps something for less than the server. */
  public record Shorter(UUID workspaceId, Kept kept) {}

  public Kept server() {
    return Kept.of(days(KeptDays.What.PAYLOADS), days(KeptDays.What.RUNS));
  }

  public List<Shorter> shorter() {
    return sql.list(
        """
        select id, payload_retention_days, run_retention_days from workspace
        where payload_retention_days is not null or run_retention_days is not null
        order by id
        """,
        row ->
            new Shorter(
                row.id("id"),
                Kept.of(
                    least(row.optionalInteger("payload_retention_days"), KeptDays.What.PAYLOADS),
                    least(row.optionalInteger("run_retention_days"), KeptDays.What.RUNS))));
  }

  /** Of one workspace. */
  public Kept of(UUID workspaceId) {
    return sql.first(
            "select payload_retention_days, run_retention_days from workspace where id = ?",
            row ->
                Kept.of(
                    least(row.optionalInteger("payload_retention_days"), KeptDays.What.PAYLOADS),
                    least(row.optionalInteger("run_retention_days"), KeptDays.What.RUNS)),
            workspaceId)
        .orElseGet(this::server);
  }

  /** What the server keeps may have become less than what the workspace once chose. */
  private long least(@Nullable Integer chosen, KeptDays.What what) {
    return chosen == null ? days(what) : Math.min(chosen, days(what));
  }

  private long days(KeptDays.What what) {
    return server.days(what);
  }
}
