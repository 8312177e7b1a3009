package io.orchagent.calls.runs;

import io.orchagent.llm.LlmUsage;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The runs of one tree, and their sums. Every question names the workspace first. */
@Singleton
class RunDagQueries {
  private final Sql sql;

  RunDagQueries(Sql sql) {
    this.sql = sql;
  }

  /** The top of the tree that a run is in. */
  Optional<UUID> root(UUID workspace, UUID run) {
    return sql.first(
        "select root_run_id from run where workspace_id = ? and id = ?",
        row -> row.id("root_run_id"),
        workspace,
        run);
  }

  /**
   * Each run walks up to all that are above it, so a run's sums are over what arrives at it. {@code
   * union} ends a walk that would turn in a circle. The index of the second half has only runs
   * below others.
   */
  private static final String TREE =
      """
      with recursive tree as materialized (
        select id, parent_run_id, input_tokens, output_tokens, cost_usd, price_cents
        from run where workspace_id = ? and id = ?
        union all
        select id, parent_run_id, input_tokens, output_tokens, cost_usd, price_cents
        from run
        where workspace_id = ? and root_run_id = ? and parent_run_id is not null
      ),
      above (id, run) as (
        select id, id from tree
        union
        select tree.parent_run_id, above.run
        from above join tree on tree.id = above.id and tree.parent_run_id is not null
      ),
      sums as (
        select above.id, count(*) as runs, coalesce(sum(t.input_tokens), 0) as input_tokens,
               coalesce(sum(t.output_tokens), 0) as output_tokens,
               coalesce(sum(t.cost_usd), 0) as cost_usd, sum(t.price_cents) as price_cents,
               coalesce(bool_and(t.cost_usd is not null
                 or coalesce(t.input_tokens, t.output_tokens) is null), true) as complete
        from above join tree t on t.id = above.run group by above.id
      )
      select r.id, r.parent_run_id, r.agent_id, r.agent, r.version, r.endpoint, r.status,
             r.error_code, r.error_message, r.input_tokens, r.output_tokens, r.cost_usd,
             r.price_cents, r.duration_ms, r.created_at, r.started_at, r.completed_at,
             s.runs as all_runs, s.input_tokens as all_input, s.output_tokens as all_output,
             s.cost_usd as all_cost, s.price_cents as all_price, s.complete,
             count(*) over () as total
      from run r join sums s on s.id = r.id
      where r.workspace_id = ?
      order by r.id limit ?
      """;

  /** A run, and how many there are in all. */
  record Listed(RunDagApi.Node node, long total) {}

  /** The oldest runs of a tree. */
  List<Listed> tree(UUID workspace, UUID root, int limit) {
    return sql.list(
        TREE,
        row -> new Listed(node(row), row.number("total")),
        workspace,
        root,
        workspace,
        root,
        workspace,
        limit);
  }

  private static RunDagApi.Node node(Sql.Row row) throws SQLException {
    String code = row.optionalText("error_code");
    return new RunDagApi.Node(
        row.id("id"),
        row.optionalId("parent_run_id"),
        row.id("agent_id"),
        row.text("agent"),
        row.text("version"),
        row.text("endpoint"),
        row.text("status"),
        code == null ? null : new RunApi.Failure(code, row.optionalText("error_message")),
        new RunDagApi.Use(
            row.optionalNumber("input_tokens"),
            row.optionalNumber("output_tokens"),
            LlmUsage.dollars(row.optionalDecimal("cost_usd")),
            row.number("price_cents")),
        new RunDagApi.Subtree(
            row.number("all_runs"),
            row.number("all_input"),
            row.number("all_output"),
            dollars(row.optionalDecimal("all_cost")),
            row.flag("complete"),
            row.number("all_price")),
        row.optionalNumber("duration_ms"),
        row.instant("created_at"),
        row.optionalInstant("started_at"),
        row.optionalInstant("completed_at"));
  }

  private static String dollars(BigDecimal sum) {
    return Objects.requireNonNullElse(LlmUsage.dollars(sum), "0");
  }
}
