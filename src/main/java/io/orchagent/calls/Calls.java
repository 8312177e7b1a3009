package io.orchagent.calls;

import io.orchagent.agents.BundleCache;
import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.calls.Admissions.Started;
import io.orchagent.calls.engines.Engine;
import io.orchagent.platform.security.Principal;
import io.orchagent.sandbox.CancelSignal;
import io.orchagent.workspaces.Plans;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call, from its checks to its answer. The checks come in one order: who, which agent, quota,
 * credits, input, secrets; then one step takes the unit and the lease and writes the start row.
 */
@ApplicationScoped
public class Calls {
  private final Releases releases;
  private final BundleCache bundles;
  private final Plans plans;
  private final CallChecks checks;
  private final Admissions admissions;
  private final RunExecution execution;
  private final Clock clock;

  Calls(
      Releases releases,
      BundleCache bundles,
      Plans plans,
      CallChecks checks,
      Admissions admissions,
      RunExecution execution,
      Clock clock) {
    this.releases = releases;
    this.bundles = bundles;
    this.plans = plans;
    this.checks = checks;
    this.admissions = admissions;
    this.execution = execution;
    this.clock = clock;
  }

  /**
   * Runs the call to its end.
   *
   * @return the run's end, also when it failed
   * @throws io.orchagent.platform.errors.ApiException when it was refused: then nothing has run
   */
  CallAnswer call(CallRequest request) {
    long arrived = System.nanoTime();
    Principal principal = request.principal();
    checks.credential(principal);
    Release release =
        releases.resolve(
            principal.workspaceId(), request.org(), request.agent(), request.version());
    admissions.check(principal.workspaceId(), principal.membership().plan());
    checks.credits(release, principal);
    Engine engine = checks.engine(release);
    CallInput input = request.body().read(engine.uploadsFolder(request.runId()));
    checks.input(release, input);
    checks.secrets(release);
    Path bundle = bundle(release);

    CancelSignal cancel = execution.enter(request.runId());
    try {
      RunStart run = start(request, release, input);
      Started started = admissions.start(run);
      return execution.run(
          new RunExecution.Admitted(run, started, input, bundle, cancel), engine, arrived);
    } finally {
      execution.leave(request.runId());
    }
  }

  private @Nullable Path bundle(Release release) {
    return release.bundleSha256() == null ? null : bundles.unpacked(release.bundleSha256());
  }

  private RunStart start(CallRequest request, Release release, CallInput input) {
    Instant now = clock.instant();
    Instant deadline = deadline(now, release, request);
    checks.deadline(deadline, now);
    return new RunStart(
        request.runId(),
        request.requestId(),
        request.principal(),
        release,
        request.endpoint(),
        request.tenant(),
        input.text(),
        deadline,
        execution.serverId());
  }

  /** The start and the smaller of the version's and the plan's limit; the caller may shorten it. */
  private Instant deadline(Instant now, Release release, CallRequest request) {
    Duration limit = Duration.ofSeconds(Math.max(1, release.timeoutSeconds()));
    Optional<Duration> longest = plans.of(request.principal().membership().plan()).maxCall();
    if (longest.isPresent() && longest.get().compareTo(limit) < 0) {
      limit = longest.get();
    }
    Instant own = now.plus(limit);
    Instant asked = request.deadline();
    return asked != null && asked.isBefore(own) ? asked : own;
  }
}
