package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.files.FolderLease;
import io.orchagent.workspaces.Plans;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What every run needs right before it starts, called or taken from the queue. */
@Singleton
class CallPreparation {
  private final RunBundles bundles;
  private final Plans plans;
  private final CallChecks checks;
  private final Clock clock;

  CallPreparation(RunBundles bundles, Plans plans, CallChecks checks, Clock clock) {
    this.bundles = bundles;
    this.plans = plans;
    this.checks = checks;
    this.clock = clock;
  }

  /** To be closed when the run has ended. */
  @Nullable FolderLease bundle(Release release) {
    return bundles.of(release);
  }

  /**
   * The start and the smaller of the version's and the plan's limit; the caller may shorten it.
   *
   * @throws io.orchagent.platform.errors.ApiException when it has passed
   */
  Instant deadline(Release release, UUID caller, String plan, @Nullable Instant asked) {
    Instant deadline = latest(release, caller, plan, asked);
    checks.deadline(deadline, clock.instant());
    return deadline;
  }

  /** The same, passed or not. */
  Instant latest(Release release, UUID caller, String plan, @Nullable Instant asked) {
    Duration limit = Duration.ofSeconds(Math.max(1, release.timeoutSeconds()));
    Optional<Duration> longest = plans.of(caller, plan).maxCall();
    if (longest.isPresent() && longest.get().compareTo(limit) < 0) {
      limit = longest.get();
    }
    Instant own = clock.instant().plus(limit);
    return asked != null && asked.isBefore(own) ? asked : own;
  }
}
