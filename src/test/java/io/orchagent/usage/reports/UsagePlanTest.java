package io.orchagent.usage.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.usage.rollups.Rollups;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A hundred thousand runs of a month: nothing reads them all. */
@QuarkusTest
class UsagePlanTest {
  private static final int RUNS = Integer.getInteger("usage.runs", 100_000);

  @Inject UsageQueries queries;
  @Inject Rollups rollups;
  @Inject Sql sql;

  private UUID workspace;

  /**
   * What the generator of the bench makes; {@code -Dusage.runs=} makes more of it, and {@code
   * -Dusage.explain=true} prints what PostgreSQL did.
   */
  private void month() throws IOException {
    String generator =
        Files.readString(Path.of("src/bench/usage.sql"))
            .replace(":workspace", "'" + workspace + "'")
            .replace(":runs", Integer.toString(RUNS))
            .replaceAll("(?m)^--.*$", "");
    for (String statement : generator.split(";")) {
      if (statement.strip().startsWith("select")) {
        sql.list(statement, row -> true);
      } else if (!statement.isBlank()) {
        sql.update(statement);
      }
    }
    rollups.tick();
    for (String table : List.of("run", "usage_hour", "usage_day", "usage_group")) {
      sql.update("vacuum analyze " + table);
    }
  }

  @Test
  void every_figure_is_read_from_roll_ups_and_by_indexes() throws IOException {
    workspace = UUID.fromString(TestWorkspace.create().workspaceId);
    month();
    Instant now = queries.moment().now();
    UsageFilter filter = new UsageFilter();
    String[] large = large().stream().map(name -> "Seq Scan on " + name).toArray(String[]::new);
    for (boolean asAuthor : new boolean[] {false, true}) {
      Asked asked = filter.asked(workspace, asAuthor, now);
      for (Grouping by : Grouping.values()) {
        String plan = plan(asked, by);
        timed(asked, by);
        if (Boolean.getBoolean("usage.explain")) {
          System.out.println(plan(asked, by, "explain (analyze, buffers, costs off) "));
        }
        assertThat(plan).as(by + "\n" + plan).doesNotContain(large).contains(table(asked, by));
      }
    }
  }

  private static String table(Asked asked, Grouping by) {
    if (!asked.asAuthor()) {
      return by == Grouping.HOUR ? "usage_series" : "usage_group";
    }
    return by.fitsDays() ? "usage_day" : "usage_hour";
  }

  /** Where nobody would read all rows if there were another way. */
  private List<String> large() {
    List<String> names =
        sql.list(
            "select relname from pg_class where relname ~ '^run_[0-9]{6}$' and reltuples > 5000",
            row -> row.text("relname"));
    assertThat(names).isNotEmpty();
    return names;
  }

  /** For who measures; nothing is expected of a busy machine. */
  private void timed(Asked asked, Grouping by) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long began = System.nanoTime();
      queries.ordered(asked, by, rollups.countedUntil(), by != Grouping.NONE);
      best = Math.min(best, System.nanoTime() - began);
    }
    System.out.printf(
        "UsagePlanTest: %d runs, %s by %s: %.1f ms%n",
        RUNS, asked.asAuthor() ? "author" : "caller", by, best / 1e6);
  }

  private String plan(Asked asked, Grouping by) {
    return plan(asked, by, "explain ");
  }

  private String plan(Asked asked, Grouping by, String explain) {
    UsageQueries.Statement statement =
        UsageQueries.statement(
            Facts.of(asked, by, rollups.countedUntil(), queries::areGrouped), asked, by, true);
    return sql
        .list(
            explain + statement.text(), row -> row.text("QUERY PLAN"), statement.values().toArray())
        .stream()
        .collect(Collectors.joining("\n"));
  }
}
