package io.orchagent.calls.runs;

import io.orchagent.agents.Agents;
import io.orchagent.calls.RunCancellation;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What members read of runs, and how they end them. */
@ApplicationScoped
public class Runs {
  private static final Instant ALWAYS = Instant.parse("9999-01-01T00:00:00Z");

  private final RunQueries queries;
  private final Agents agents;
  private final RunCancellation cancellation;

  Runs(RunQueries queries, Agents agents, RunCancellation cancellation) {
    this.queries = queries;
    this.agents = agents;
    this.cancellation = cancellation;
  }

  @Transactional
  Page<RunApi.View> list(UUID workspace, RunFilter.Checked filter, PageRequest page) {
    return Page.of(queries.list(workspace, filter, page), queries.count(workspace, filter), page);
  }

  /**
   * The runs that a schedule of the workspace started, newest first.
   *
   * @param status only in this one; null for all
   */
  @Transactional
  public Page<RunApi.View> ofSchedule(
      UUID workspace, UUID schedule, @Nullable String status, PageRequest page) {
    return list(workspace, RunFilter.Checked.ofSchedule(schedule, status), page);
  }

  @Transactional
  RunApi.Detail get(UUID workspace, UUID run) {
    return queries.detail(workspace, run).orElseThrow(Runs::notFound);
  }

  @Transactional
  RunApi.View view(UUID workspace, UUID run) {
    return queries.find(workspace, run).orElseThrow(Runs::notFound);
  }

  /** As it is right after: a run that runs ends a moment later. */
  RunApi.View cancel(UUID workspace, UUID run) {
    cancellation.cancel(workspace, run);
    return QuarkusTransaction.requiringNew()
        .call(() -> queries.find(workspace, run).orElseThrow(Runs::notFound));
  }

  @Transactional
  RunApi.Logs logs(UUID workspace, UUID run) {
    return queries.logs(workspace, run).orElseThrow(Runs::notFound);
  }

  @Transactional
  Page<RunApi.ExecutionLog> ofAgent(
      UUID workspace, UUID agent, Optional<Instant> before, int limit) {
    agents.get(workspace, agent);
    Instant end = before.orElse(ALWAYS);
    return Page.of(
        queries.ofAgent(workspace, agent, end, limit),
        queries.countOfAgent(workspace, agent, end),
        new PageRequest(limit, 0));
  }

  private static ApiException notFound() {
    return Errors.notFound("Run");
  }
}
