package io.orchagent.usage.reports;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.security.Principal;
import io.orchagent.usage.CallsToday;
import io.orchagent.usage.CallsToday.Today;
import io.orchagent.workspaces.Retention;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Sums of calls, for callers and for authors. Each is one statement, without a transaction. */
@ApplicationScoped
class UsageReports {
  private final UsageQueries queries;
  private final CallsToday today;
  private final Retention retention;

  UsageReports(UsageQueries queries, CallsToday today, Retention retention) {
    this.queries = queries;
    this.today = today;
    this.retention = retention;
  }

  UsageQueries.Moment moment() {
    return queries.moment();
  }

  UsageApi.Summary summary(Principal caller, UsageFilter filter) {
    UsageQueries.Moment moment = queries.moment();
    Asked asked = filter.asked(caller.workspaceId(), false, moment.now());
    Sums sums = queries.total(asked, moment.countedUntil());
    String plan = caller.membership().plan();
    Today quota = today.of(caller.workspaceId(), plan);
    return new UsageApi.Summary(
        sums.calls(),
        sums.calls() - sums.failed(),
        sums.failed(),
        quota.calls(),
        orNull(quota.remaining()),
        orNull(quota.limit()),
        plan,
        sums.dollars(),
        sums.inputTokens(),
        sums.outputTokens(),
        asked.from(),
        asked.to());
  }

  AuthorUsageApi.Summary authorSummary(UUID workspace, UsageFilter filter) {
    UsageQueries.Moment moment = queries.moment();
    Asked asked = filter.asked(workspace, true, moment.now());
    Sums sums = queries.total(asked, moment.countedUntil());
    return new AuthorUsageApi.Summary(
        sums.calls(),
        sums.calls() - sums.failed(),
        sums.failed(),
        callers(sums, asked.from(), moment.now()),
        sums.earningsCents(),
        sums.dollars(),
        sums.inputTokens(),
        sums.outputTokens(),
        asked.from(),
        asked.to());
  }

  List<UsageApi.Period> series(UUID workspace, UsageFilter filter, Grouping interval) {
    UsageQueries.Moment moment = queries.moment();
    return series(
        filter.asked(workspace, false, moment.now()), moment, interval, UsageApi.Period::of);
  }

  List<AuthorUsageApi.Period> authorSeries(UUID workspace, UsageFilter filter, Grouping interval) {
    UsageQueries.Moment moment = queries.moment();
    return series(
        filter.asked(workspace, true, moment.now()),
        moment,
        interval,
        (start, sums) ->
            new AuthorUsageApi.Period(
                UsageApi.Period.of(start, sums),
                callers(sums, start, moment.now()),
                sums.earningsCents()));
  }

  private <T> List<T> series(
      Asked asked,
      UsageQueries.Moment moment,
      Grouping interval,
      BiFunction<Instant, Sums, T> view) {
    Map<Instant, Sums> found = new HashMap<>();
    for (Sums sums : queries.ordered(asked, interval, moment.countedUntil(), true)) {
      found.put(Instant.ofEpochSecond(Long.parseLong(sums.key())), sums);
    }
    List<T> periods = new ArrayList<>();
    for (Instant start = interval.start(asked.from());
        start.isBefore(asked.to());
        start = start.plus(interval.length())) {
      periods.add(view.apply(start, found.getOrDefault(start, Sums.ZERO)));
    }
    return periods;
  }

  Page<UsageApi.Group> breakdown(
      UUID workspace, UsageFilter filter, Grouping by, PageRequest page) {
    UsageQueries.Moment moment = queries.moment();
    Asked asked = filter.asked(workspace, false, moment.now());
    UsageQueries.Part part = queries.most(asked, by, moment.countedUntil(), true, page);
    return Page.of(
        part.sums().stream().map(sums -> UsageApi.Group.of(by, sums)).toList(), part.total(), page);
  }

  Page<AuthorUsageApi.Group> authorBreakdown(
      UUID workspace, UsageFilter filter, Grouping by, PageRequest page) {
    UsageQueries.Moment moment = queries.moment();
    Asked asked = filter.asked(workspace, true, moment.now());
    UsageQueries.Part part = queries.most(asked, by, moment.countedUntil(), true, page);
    List<AuthorUsageApi.Group> groups = new ArrayList<>();
    for (Sums sums : part.sums()) {
      groups.add(
          new AuthorUsageApi.Group(
              UsageApi.Group.of(by, sums),
              callers(sums, asked.from(), moment.now()),
              sums.earningsCents()));
    }
    return Page.of(groups, part.total(), page);
  }

  Page<UsageApi.Tenant> tenants(UUID workspace, UsageFilter filter, PageRequest page) {
    UsageQueries.Moment moment = queries.moment();
    Asked asked = filter.asked(workspace, false, moment.now());
    UsageQueries.Part part =
        queries.most(asked, Grouping.TENANT, moment.countedUntil(), false, page);
    return Page.of(part.sums().stream().map(UsageApi.Tenant::of).toList(), part.total(), page);
  }

  UsageApi.Compute compute(Principal caller, UsageFilter filter) {
    UsageQueries.Moment moment = queries.moment();
    Asked asked = filter.asked(caller.workspaceId(), false, moment.now());
    List<Sums> ran =
        queries.ordered(asked, Grouping.AGENT, moment.countedUntil(), false).stream()
            .filter(sums -> sums.executions() > 0)
            .sorted(Comparator.comparingLong(Sums::executionMs).reversed())
            .toList();
    Today quota = today.of(caller.workspaceId(), caller.membership().plan());
    return new UsageApi.Compute(
        ran.stream().mapToLong(Sums::executions).sum(),
        orNull(quota.remaining()),
        seconds(ran.stream().mapToLong(Sums::executionMs).sum()),
        asked.from(),
        asked.to(),
        ran.stream()
            .map(
                sums ->
                    new UsageApi.AgentCompute(
                        UsageApi.Group.of(Grouping.AGENT, sums).agentId(),
                        sums.key(),
                        sums.executions(),
                        seconds(sums.executionMs())))
            .toList());
  }

  private static BigDecimal seconds(long millis) {
    return BigDecimal.valueOf(millis, 3);
  }

  /** Of times of which only roll-ups are left it is not told. */
  private @Nullable Long callers(Sums sums, Instant from, Instant now) {
    return from.isBefore(now.minus(retention.server().runs())) ? null : sums.callers();
  }

  private static @Nullable Long orNull(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
