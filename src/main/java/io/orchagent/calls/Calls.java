package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.calls.Admissions.Start;
import io.orchagent.calls.Admissions.StartRow;
import io.orchagent.calls.engines.Engine;
import io.orchagent.calls.models.GivenSecrets;
import io.orchagent.calls.models.LlmCredentials;
import io.orchagent.calls.models.ModelChoice;
import io.orchagent.calls.skills.SkillChoice;
import io.orchagent.platform.files.FolderLease;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import io.orchagent.platform.security.Principal;
import io.orchagent.sandbox.CancelSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call, from its checks to its answer. The checks come in one order: who, which agent, sent
 * before, quota, credits, input, skills, secrets; then one step takes the unit and the lease and
 * writes the start row.
 */
@ApplicationScoped
public class Calls {
  private final Releases releases;
  private final CallPreparation preparation;
  private final CallChecks checks;
  private final Admissions admissions;
  private final RunExecution execution;
  private final CallRepeats repeats;
  private final CallQueue queue;

  Calls(
      Releases releases,
      CallPreparation preparation,
      CallChecks checks,
      Admissions admissions,
      RunExecution execution,
      CallRepeats repeats,
      CallQueue queue) {
    this.releases = releases;
    this.preparation = preparation;
    this.checks = checks;
    this.admissions = admissions;
    this.execution = execution;
    this.repeats = repeats;
    this.queue = queue;
  }

  /**
   * Runs the call to its end, queues it, or finds what it came to before.
   *
   * @return the run's end, also when it failed
   * @throws io.orchagent.platform.errors.ApiException when it was refused: then nothing has run
   */
  CallReply call(CallRequest sent) {
    long arrived = System.nanoTime();
    Release release =
        releases.resolve(sent.principal().workspaceId(), sent.org(), sent.agent(), sent.version());
    RunChain chain = checks.chain(sent, release);
    CallRequest request = sent.until(chain.latest());
    Optional<IdempotencyKey> key = repeats.keyOf(request);
    while (true) {
      Optional<CallReply> reply =
          key.flatMap(k -> repeats.earlier(k, release, latest(request, release), arrived))
              .or(() -> fresh(request, release, chain, key.orElse(null), arrived));
      if (reply.isPresent()) {
        return reply.get();
      }
      // A twin took the key after it was looked for.
    }
  }

  private Instant latest(CallRequest request, Release release) {
    return preparation.latest(
        release, request.principal().workspaceId(), plan(request), request.asked().deadline());
  }

  /** Empty when a twin was faster. */
  private Optional<CallReply> fresh(
      CallRequest request,
      Release release,
      RunChain chain,
      @Nullable IdempotencyKey key,
      long arrived) {
    Principal principal = request.principal();
    CallAdmission.Price price = CallAdmission.Price.of(release, principal.workspaceId());
    if (!chain.isInner() && price == null) {
      admissions.check(principal.workspaceId(), plan(request), request.quotaSeen());
    }
    admissions.afford(principal.workspaceId(), release.org() + "/" + release.name(), price);
    Engine engine = checks.engine(release);
    CallInput input = request.body().read(engine.uploadsFolder(request.runId()));
    checks.input(release, input);
    SkillChoice skills = checks.skills(release, principal, request.asked().skills());
    LlmCredentials asked = request.origin().credentials(input.credentials());
    GivenSecrets secrets = checks.secrets(release, principal.workspaceId(), asked);
    ModelChoice models = checks.models(release, principal.workspaceId(), asked);
    if (request.asked().respondAsync()) {
      RunStart run = start(request, release, chain, input, key);
      return queue.accept(run, input, request.asked().deadline(), skills.warnings());
    }
    CancelSignal cancel = execution.enter(request.runId());
    try (FolderLease bundle = preparation.bundle(release)) {
      RunStart run = start(request, release, chain, input, key);
      return started(run, request.follower(), engine, cancel)
          .map(
              started ->
                  new RunExecution.Admitted(
                      run,
                      started,
                      input,
                      bundle,
                      secrets,
                      models,
                      skills,
                      cancel,
                      request.follower()))
          .<CallReply>map(admitted -> new CallReply.Ran(execution.run(admitted, engine, arrived)));
    } finally {
      execution.leave(request.runId(), cancel);
    }
  }

  private Optional<? extends Start> started(
      RunStart run, RunFollower follower, Engine engine, CancelSignal cancel) {
    StartRow row = execution.startRow(run);
    // Who follows a run is told that it started, which only its row can promise
    return engine.asksOnly() && row.alone() && follower == RunFollower.NOBODY
        ? Optional.of(admissions.startBeside(run, row, cancel::cancel))
        : admissions.start(run, row);
  }

  private RunStart start(
      CallRequest request,
      Release release,
      RunChain chain,
      CallInput input,
      @Nullable IdempotencyKey key) {
    return new RunStart(
        request.runId(),
        request.requestId(),
        request.principal(),
        release,
        request.endpoint(),
        chain.isInner() ? chain.tenant() : request.asked().tenant(),
        input.text(),
        preparation.deadline(
            release, request.principal().workspaceId(), plan(request), request.asked().deadline()),
        execution.serverId(),
        null,
        key,
        chain,
        chain.isInner() ? RunOrigin.AGENT : request.origin(),
        KeptHeaders.of(request.asked()));
  }

  private static String plan(CallRequest request) {
    return request.principal().membership().plan();
  }
}
