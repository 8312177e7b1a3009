package io.orchagent.billing;

import io.orchagent.calls.CallAdmission;
import io.orchagent.platform.errors.ApiException;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Refuses runs that a hard limit stops. What is decided is decided in the statement that starts the
 * run, so that a call costs no round trip for it. Where one is known to have such a budget it is
 * asked before that as well, so that it hears of it in the right order.
 */
@Singleton
@Priority(BudgetAdmission.FIRST)
class BudgetAdmission implements CallAdmission {
  static final int FIRST = 10;

  private static final Duration REMEMBERED = Duration.ofSeconds(2);

  private final BudgetQueries queries;
  private final Clock clock;
  private final BillingRefusals refusals;
  private volatile Blocking known = new Blocking(Set.of(), Instant.MIN);

  private record Blocking(Set<UUID> workspaces, Instant until) {}

  BudgetAdmission(BudgetQueries queries, Clock clock, BillingRefusals refusals) {
    this.queries = queries;
    this.clock = clock;
    this.refusals = refusals;
  }

  @Override
  public Optional<ApiException> barred(UUID workspaceId, String agent) {
    return blocking().contains(workspaceId) ? stopped(workspaceId, agent) : Optional.empty();
  }

  private Set<UUID> blocking() {
    Blocking seen = known;
    Instant now = clock.instant();
    if (now.isBefore(seen.until())) {
      return seen.workspaces();
    }
    // Whoever comes in the meantime goes by what was known before
    known = new Blocking(seen.workspaces(), now.plus(REMEMBERED));
    Set<UUID> read = Set.copyOf(queries.blocking());
    known = new Blocking(read, now.plus(REMEMBERED));
    return read;
  }

  private Optional<ApiException> stopped(UUID workspace, String agent) {
    return queries.stopping(workspace, agent).stream().findFirst().map(refusals::budget);
  }

  @Override
  public Verdict reserve(Candidate call) {
    // What is only queued is asked again when it starts
    if (call.take() == Take.UNIT) {
      return new Admitted(Optional.empty(), null, () -> {});
    }
    UUID workspace = call.workspaceId();
    String agent = call.agent();
    Guard open =
        new Guard(
            BudgetQueries.OPEN, List.of(workspace, agent), () -> refuseStopped(workspace, agent));
    return new Admitted(Optional.empty(), open, () -> {});
  }

  /** The row was not written: perhaps for this. */
  private void refuseStopped(UUID workspace, String agent) {
    stopped(workspace, agent)
        .ifPresent(
            refusal -> {
              known = new Blocking(known.workspaces(), Instant.MIN);
              throw refusal;
            });
  }
}
