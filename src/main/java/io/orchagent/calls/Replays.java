package io.orchagent.calls;

import io.orchagent.agents.Releases;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.ChangeLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs a run's input again, in a new run at the top. It is a call like any other that nobody waits
 * for: all checks are made anew, it takes its unit of the quota and waits in the queue.
 */
@ApplicationScoped
public class Replays {
  private final ReplayRows rows;
  private final Releases releases;
  private final Calls calls;
  private final ChangeLog changes;
  private final RequestContext request;
  private final CurrentCaller caller;

  Replays(
      ReplayRows rows,
      Releases releases,
      Calls calls,
      ChangeLog changes,
      RequestContext request,
      CurrentCaller caller) {
    this.rows = rows;
    this.releases = releases;
    this.calls = calls;
    this.changes = changes;
    this.request = request;
    this.caller = caller;
  }

  /**
   * Queues it, or finds what was queued before under the same key.
   *
   * @param reason for the audit log
   * @param key an Idempotency-Key
   * @return the new run
   * @throws ApiException NOT_FOUND; CONFLICT when something of the run is gone; whatever a call of
   *     the agent is refused with
   */
  public UUID replay(UUID run, @Nullable String reason, Optional<String> key) {
    Principal principal = caller.principal();
    UUID workspace = principal.workspaceId();
    ReplayRows.Stored stored = rows.find(workspace, run).orElseThrow(() -> Errors.notFound("Run"));
    StoredInput input = input(stored, reason);
    String[] agent = stored.agent().split("/", 2);
    if (!isThere(workspace, stored, agent)) {
      throw ReplayErrors.agentGone(stored);
    }
    UUID id = request.id();
    CallReply reply =
        call(
            new CallRequest(
                id,
                request.requestId(),
                principal,
                agent[0],
                agent[1],
                stored.version(),
                stored.endpoint(),
                input,
                CallHeaders.replay(stored, key),
                caller.takeQuota(),
                RunFollower.NOBODY,
                RunOrigin.replay(run, () -> note(workspace, run, id, reason))));
    return told(reply);
  }

  private static StoredInput input(ReplayRows.Stored stored, @Nullable String reason) {
    if (stored.input() == null) {
      throw ReplayErrors.inputGone();
    }
    StoredInput input = new StoredInput(stored.input(), reason);
    if (input.namesUploads()) {
      throw ReplayErrors.uploadsGone();
    }
    return input;
  }

  /** The very version: another one under its name would be another agent. */
  private boolean isThere(UUID workspace, ReplayRows.Stored stored, String[] agent) {
    return releases
        .find(workspace, agent[0], agent[1], stored.version())
        .filter(release -> release.id().equals(stored.agentId()))
        .isPresent();
  }

  private CallReply call(CallRequest again) {
    try {
      return calls.call(again);
    } catch (ApiException e) {
      throw e.code().equals("LLM_KEY_REQUIRED") ? ReplayErrors.keyRequired() : e;
    }
  }

  private UUID told(CallReply reply) {
    CallHeaders.run(reply.runId(), reply.release(), request);
    switch (reply) {
      case CallReply.Queued queued -> {
        Optional<QuotaView.Quota> quota = queued.quota();
        quota.ifPresent(caller::quota);
      }
      case CallReply.Repeated repeated -> repeated.kept().describe(request);
      case CallReply.Ran ran -> throw new IllegalStateException("a replay is queued");
    }
    return reply.runId();
  }

  private void note(UUID workspace, UUID run, UUID again, @Nullable String reason) {
    String target = run + " as " + again;
    changes.record(workspace, "run.replayed", reason == null ? target : target + ": " + reason);
  }
}
