package io.orchagent.usage.rollups;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of a deleted workspace is what the authors of others' agents may ask. */
@QuarkusTest
class RollupsOfDeletedTest {
  @Inject Rollups rollups;
  @Inject Sql sql;

  private UUID gone;
  private UUID author;

  @BeforeEach
  void fresh() {
    gone = UUID.fromString(TestWorkspace.create().workspaceId);
    author = UUID.fromString(TestWorkspace.create().workspaceId);
  }

  private void hour(UUID of) {
    sql.update(
        """
        insert into usage_hour
        select date_trunc('hour', now() - interval '300 days'), ?, ?, ?, 'a/b', 'v1', null, null,
          'api', 'completed', 'someone', 1, 0, 0, 0, 0, 0, 7, 5, 1, '{5}', '{1}'
        """,
        gone, of, of);
  }

  private long rows(String table) {
    return sql.first(
            "select count(*) as n from " + table + " where workspace_id = ?",
            row -> row.number("n"),
            gone)
        .orElseThrow();
  }

  private void deleted(int daysAgo) {
    sql.update(
        "update workspace set deleted_at = now() - make_interval(days => ?) where id = ?",
        daysAgo,
        gone);
  }

  @Test
  void tenants_go_with_the_runs_and_authors_keep_their_figures() {
    hour(gone);
    hour(author);
    sql.list(
        """
        select usage_group_count(date_trunc('hour', now() - interval '300 days'), 1::smallint, ?),
          usage_series_count(date_trunc('hour', now() - interval '300 days'), ?)
        """,
        row -> true,
        gone,
        gone);
    deleted(1);
    rollups.forgetDeleted();
    assertThat(rows("usage_hour")).isEqualTo(2);
    assertThat(rows("usage_group")).isGreaterThan(5);
    deleted(299);
    rollups.forgetDeleted();
    assertThat(rows("usage_group")).isZero();
    assertThat(rows("usage_series")).isZero();
    assertThat(
            sql.list(
                """
                select agent_workspace_id, earnings_cents from usage_hour
                where workspace_id = ? and tenant_id is null
                """,
                row -> row.id("agent_workspace_id") + " " + row.number("earnings_cents"),
                gone))
        .containsExactly(author + " 7");
    assertThat(rows("usage_hour")).isOne();
  }
}
