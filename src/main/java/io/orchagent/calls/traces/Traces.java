package io.orchagent.calls.traces;

import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.calls.engines.RunTrace;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.redaction.SecretMask;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The traces of runs: begun by who runs them, read by members of the caller's workspace. */
@ApplicationScoped
public class Traces {
  private static final Logger LOG = Logger.getLogger(Traces.class);

  private final TraceRows rows;
  private final TraceQueries queries;
  private final Releases releases;
  private final RunTrace.Bounds bounds;

  Traces(TraceRows rows, TraceQueries queries, Releases releases, TracesConfig config) {
    this.rows = rows;
    this.queries = queries;
    this.releases = releases;
    this.bounds =
        new RunTrace.Bounds(
            config.events(),
            Math.toIntExact(config.payload().asLongValue()),
            config.payloads().asLongValue());
  }

  /**
   * An empty trace of a run that starts now.
   *
   * @param workspace whose run it is
   */
  public RunTrace begin(UUID workspace, UUID run, Release release, SecretMask mask, Instant now) {
    return new RunTrace(
        mask,
        release.isOpenTo(workspace),
        bounds,
        events -> {
          try {
            rows.add(workspace, run, events);
            return true;
          } catch (RuntimeException e) {
            LOG.debugf("events of run %s are written later: %s", run, e.getMessage());
            return false;
          }
        },
        now);
  }

  /** In their order. */
  @Transactional
  Page<TraceApi.Event> list(UUID workspace, UUID run, PageRequest page) {
    TraceQueries.Traced traced =
        queries.find(workspace, run).orElseThrow(() -> Errors.notFound("Run"));
    return Page.of(
        queries.list(workspace, run, page, isOpen(workspace, traced)),
        queries.count(workspace, run),
        page);
  }

  /** As it is now: an agent that has been closed since is closed, and one that is gone too. */
  private boolean isOpen(UUID workspace, TraceQueries.Traced traced) {
    if (traced.agentWorkspaceId().equals(workspace)) {
      return true;
    }
    String[] agent = traced.agent().split("/", 2);
    return releases
        .find(workspace, agent[0], agent[1], traced.version())
        .filter(release -> release.id().equals(traced.agentId()))
        .filter(release -> release.isOpenTo(workspace))
        .isPresent();
  }
}
