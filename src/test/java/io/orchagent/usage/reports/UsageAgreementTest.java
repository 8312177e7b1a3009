package io.orchagent.usage.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.llm.LlmUsage;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.orchagent.usage.rollups.Rollups;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All figures are the same: among each other, by a count in this test, and at any time. */
@QuarkusTest
class UsageAgreementTest {
  private static final int RUNS = 700;
  private static final PageRequest ALL = new PageRequest(100_000, 0);

  @Inject UsageReports reports;
  @Inject UsageQueries queries;
  @Inject CallLog log;
  @Inject Rollups rollups;
  @Inject Sql sql;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<UUID> workspaces = new ArrayList<>();
  private List<TestRuns.Known> runs = new ArrayList<>();
  private Instant now;
  private Instant start;

  @BeforeEach
  void a_random_month() {
    System.out.println("UsageAgreementTest: seed " + seed);
    for (int i = 0; i < 3; i++) {
      workspaces.add(UUID.fromString(TestWorkspace.create().workspaceId));
    }
    now = queries.moment().now();
    start = now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(30));
    for (int days : new int[] {0, 31, 33}) {
      sql.first(
          "select ensure_run_partitions(?::date)",
          row -> true,
          LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(days).toString());
    }
    // Together, or the server's own loop counts hours between the two, without these runs
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              countAnewFrom(start);
              TestRuns made = new TestRuns(sql, random, workspaces);
              for (int i = 0; i < RUNS; i++) {
                runs.add(made.write(start, now));
              }
            });
  }

  /** As if nothing had been counted since. */
  private void countAnewFrom(Instant hour) {
    sql.update(
        """
        with hours as (delete from usage_hour where hour >= ?),
          days as (delete from usage_day where day >= ?),
          series as (delete from usage_series where hour >= ?),
          groups as (delete from usage_group where begun >= ?),
          open as (delete from usage_open_hour where hour >= ?)
        update usage_progress set counted_until = ?
        """,
        hour,
        hour,
        hour,
        hour,
        hour,
        hour);
  }

  @Test
  void figures_agree_before_and_after_they_are_rolled_up_and_when_rows_are_gone() {
    List<UsageFilter> filters = new ArrayList<>(List.of(days(31), fromTheMiddleOfADay()));
    for (int i = 0; i < 12; i++) {
      filters.add(randomFilter());
    }
    List<Object> rows = figures(filters);

    cutInTheMiddle();
    assertThat(figures(filters)).isEqualTo(rows);
    Together.run(3, replica -> rollups.tick());
    assertThat(rollups.countedUntil()).isAfter(now.minus(Duration.ofHours(3)));
    assertThat(figures(filters)).isEqualTo(rows);
    hoursWithoutGroups(() -> assertThat(figures(filters)).isEqualTo(rows));
    // No hour twice; the clock may have made another one whole in the meantime
    Instant until = rollups.countedUntil();
    int again = rollups.tick();
    assertThat(Duration.between(until, rollups.countedUntil())).isEqualTo(Duration.ofHours(again));

    TestRuns made = new TestRuns(sql, random, workspaces);
    runs = new ArrayList<>(runs.stream().map(run -> run.hasEnded() ? run : made.end(run)).toList());
    List<Object> ended = figures(filters);
    Together.run(3, replica -> rollups.tick());
    assertThat(figures(filters)).isEqualTo(ended);
    assertThat(open()).isZero();

    someKeepTheirsForLess();
    Instant kept = now.minus(Duration.ofDays(1));
    assertThat(rollups.until(kept)).isEqualTo(kept);
    int before = runs.size();
    for (UUID workspace : workspaces) {
      sql.update("delete from run where workspace_id = ? and created_at < ?", workspace, kept);
    }
    assertThat(before).isEqualTo(RUNS);
    assertThat(figures(filters, false)).isEqualTo(ended);
  }

  /** As a server left it that kept them for a shorter time. */
  private void hoursWithoutGroups(Runnable check) {
    sql.update("create table usage_group_before as select * from usage_group where hours = 1");
    try {
      assertThat(sql.update("delete from usage_group where hours = 1")).isPositive();
      check.run();
    } finally {
      sql.update("insert into usage_group select * from usage_group_before");
      sql.update("drop table usage_group_before");
    }
  }

  private UsageFilter fromTheMiddleOfADay() {
    UsageFilter filter = new UsageFilter();
    filter.from = start.plus(Duration.ofHours(31)).plusSeconds(17).toString();
    return filter;
  }

  /** PostgreSQL loses the server that has counted half of an hour. */
  private void cutInTheMiddle() {
    Instant before = rollups.countedUntil();
    CompletableFuture<Integer> broken =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  sql.update("lock table usage_group in access exclusive mode");
                  CompletableFuture<Integer> tick =
                      CompletableFuture.supplyAsync(rollups::tick, Thread::startVirtualThread);
                  Awaitility.await().pollInSameThread().until(() -> cutWhoWaits() > 0);
                  return tick;
                });
    assertThat(broken.handle((hours, cut) -> cut != null).join()).isTrue();
    assertThat(rollups.countedUntil()).isEqualTo(before);
  }

  private int cutWhoWaits() {
    return sql.list(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where pg_backend_pid() = any (pg_blocking_pids(pid))
            """,
            row -> true)
        .size();
  }

  /** What they deleted is in nobody's log; {@link #logged} compares with what is told in all. */
  private void someKeepTheirsForLess() {
    UUID shorter = workspaces.getFirst();
    sql.update("update workspace set run_retention_days = 4 where id = ?", shorter);
    Instant end = now.minus(Duration.ofDays(4));
    sql.update("delete from run where workspace_id = ? and created_at < ?", shorter, end);
    for (UUID workspace : workspaces) {
      assertThat(logged(days(31).asked(workspace, true, now))).isNotEmpty();
    }
    assertThat(logged(days(31).asked(shorter, false, now)))
        .isNotEmpty()
        .allMatch(call -> call.createdAt().isAfter(end));
    sql.update("update workspace set run_retention_days = null where id = ?", shorter);
  }

  private long open() {
    return sql.first(
            "select count(*) as n from usage_open_hour where workspace_id = any (?)",
            row -> row.number("n"),
            (Object) workspaces.toArray(UUID[]::new))
        .orElseThrow();
  }

  private static UsageFilter days(int days) {
    UsageFilter filter = new UsageFilter();
    filter.days = Integer.toString(days);
    return filter;
  }

  private UsageFilter randomFilter() {
    UsageFilter filter = new UsageFilter();
    TestRuns.Known like = runs.get(random.nextInt(runs.size()));
    if (random.nextBoolean()) {
      filter.tenantId = like.tenant();
    }
    if (random.nextInt(3) == 0) {
      filter.agentId = like.agentId().toString();
    }
    if (random.nextInt(3) == 0) {
      filter.status = UsageFilter.STATUSES.get(random.nextInt(4));
    }
    long span = Duration.between(start, now).toSeconds();
    Instant from = start.plusSeconds(random.nextLong(span));
    filter.from = from.toString();
    filter.to = from.plusSeconds(1 + random.nextLong(span)).toString();
    return filter;
  }

  private List<Object> figures(List<UsageFilter> filters) {
    return figures(filters, true);
  }

  /** Everything that is told, after it was compared with the runs that are known. */
  private List<Object> figures(List<UsageFilter> filters, boolean rowsAreThere) {
    List<Object> told = new ArrayList<>();
    for (UsageFilter filter : filters) {
      for (UUID workspace : workspaces) {
        told.add(figures(workspace, false, filter, rowsAreThere));
        told.add(figures(workspace, true, filter, rowsAreThere));
      }
    }
    return told;
  }

  private List<Object> figures(
      UUID workspace, boolean asAuthor, UsageFilter filter, boolean rowsAreThere) {
    Asked asked = filter.asked(workspace, asAuthor, now);
    List<TestRuns.Known> known = runs.stream().filter(run -> fits(run, asked)).toList();
    String what = "seed " + seed + ", " + asked;
    Instant counted = rollups.countedUntil();
    Sums total = queries.total(asked, counted);
    assertThat(Totals.of(total)).as(what).isEqualTo(Totals.ofRuns(known));
    List<Object> told = new ArrayList<>(List.of(Totals.of(total)));
    for (Grouping by : Grouping.values()) {
      List<Sums> groups = queries.most(asked, by, counted, true, ALL).sums();
      assertThat(groups.stream().map(Totals::of).reduce(Totals.NONE, Totals::plus))
          .as(what + " by " + by)
          .isEqualTo(Totals.ofRuns(known));
      if (asAuthor && by == Grouping.NONE && !known.isEmpty()) {
        assertThat(groups.getFirst().callers())
            .isEqualTo(known.stream().map(TestRuns.Known::caller).distinct().count());
      }
      told.add(groups.stream().map(UsageAgreementTest::text).toList());
    }
    if (rowsAreThere) {
      List<CallLogQueries.Call> logged = logged(asked);
      assertThat(logged.stream().map(CallLogQueries.Call::id).toList())
          .as(what)
          .hasSameElementsAs(ids(known))
          .hasSize(known.size());
      assertThat(logged.stream().mapToLong(CallLogQueries.Call::earningsCents).sum())
          .as(what)
          .isEqualTo(Totals.of(total).earned());
    }
    if (!asAuthor) {
      told.add(reports.series(workspace, filter, Grouping.DAY).size());
    }
    return told;
  }

  /** The cost in its shortest form: how it was summed may leave zeros. */
  private static String text(Sums sums) {
    return Totals.of(sums)
        + " %s %s %s %s %s %s %s %s"
            .formatted(
                sums.one(),
                sums.two(),
                sums.three(),
                sums.agentId(),
                sums.executions(),
                sums.p50(),
                sums.p95(),
                sums.callers());
  }

  private List<CallLogQueries.Call> logged(Asked asked) {
    List<CallLogQueries.Call> found = new ArrayList<>();
    UsageQueries.Moment moment = queries.moment();
    UUID cursor = null;
    do {
      CallLog.Part<CallLogQueries.Call> part =
          log.list(asked, moment, cursor, 37, Function.identity());
      found.addAll(part.page().items());
      cursor = part.next();
      if (cursor == null) {
        assertThat(part.page().total()).isEqualTo(found.size());
      }
    } while (cursor != null);
    return found;
  }

  private static List<UUID> ids(List<TestRuns.Known> runs) {
    return runs.stream().map(TestRuns.Known::id).toList();
  }

  private static boolean fits(TestRuns.Known run, Asked asked) {
    boolean ours =
        asked.asAuthor()
            ? run.author().equals(asked.workspaceId())
                && (asked.tenantId() == null || run.caller().equals(asked.workspaceId()))
            : run.caller().equals(asked.workspaceId());
    return ours
        && run.hasEnded()
        && !run.createdAt().isBefore(asked.from())
        && run.createdAt().isBefore(asked.to())
        && (asked.tenantId() == null || asked.tenantId().equals(run.tenant()))
        && (asked.agentId() == null || asked.agentId().equals(run.agentId()))
        && (asked.status() == null || asked.status().equals(run.status()));
  }

  /** What can be added. */
  private record Totals(
      long calls,
      long failed,
      long input,
      long output,
      String cost,
      long earned,
      long duration,
      long ran) {
    static final Totals NONE = new Totals(0, 0, 0, 0, "0", 0, 0, 0);

    static Totals of(Sums sums) {
      return new Totals(
          sums.calls(),
          sums.failed(),
          sums.inputTokens(),
          sums.outputTokens(),
          sums.dollars(),
          sums.earningsCents(),
          sums.durationMs(),
          sums.executionMs());
    }

    Totals plus(Totals other) {
      return new Totals(
          calls + other.calls,
          failed + other.failed,
          input + other.input,
          output + other.output,
          LlmUsage.dollars(new BigDecimal(cost).add(new BigDecimal(other.cost))),
          earned + other.earned,
          duration + other.duration,
          ran + other.ran);
    }

    static Totals ofRuns(List<TestRuns.Known> runs) {
      return new Totals(
          runs.size(),
          runs.stream().filter(run -> !run.status().equals("completed")).count(),
          sum(runs, TestRuns.Known::input),
          sum(runs, TestRuns.Known::output),
          LlmUsage.dollars(
              runs.stream()
                  .map(TestRuns.Known::cost)
                  .filter(Objects::nonNull)
                  .reduce(BigDecimal.ZERO, BigDecimal::add)),
          sum(runs, TestRuns.Known::share),
          sum(runs, TestRuns.Known::duration),
          sum(
              runs.stream().filter(run -> !run.engine().equals("direct_llm")).toList(),
              TestRuns.Known::execution));
    }

    private static long sum(
        List<TestRuns.Known> runs, Function<TestRuns.Known, @Nullable Long> number) {
      return runs.stream()
          .flatMap(run -> Stream.ofNullable(number.apply(run)))
          .mapToLong(Long::longValue)
          .sum();
    }
  }
}
