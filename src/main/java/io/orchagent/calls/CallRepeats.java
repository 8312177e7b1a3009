package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.Warning;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import io.orchagent.platform.http.idempotency.IdempotencyKeys;
import io.orchagent.platform.http.idempotency.KeptAnswer;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Calls that are sent again under the same Idempotency-Key. */
@Singleton
class CallRepeats {
  private final IdempotencyKeys keys;

  CallRepeats(IdempotencyKeys keys) {
    this.keys = keys;
  }

  /** Equal requests are those with the same input and the same headers that change the run. */
  Optional<IdempotencyKey> keyOf(CallRequest request) {
    CallHeaders asked = request.asked();
    return asked
        .idempotencyKey()
        .map(
            key ->
                new IdempotencyKey(
                    request.principal().workspaceId(),
                    scope(request),
                    key,
                    Hashes.hex(
                        Hashes.sha256(request.body().fingerprint() + "\n" + asked.fingerprint()))));
  }

  /** Keys that a run's code uses are its own: it learns nothing of what others called. */
  private static String scope(CallRequest request) {
    Credential credential = request.principal().credential();
    return credential.kind() == CredentialKind.RUN_KEY
        ? request.route() + " of run " + credential.id()
        : request.route();
  }

  /**
   * What an earlier call under this key came to; it is waited for.
   *
   * @param until this call's own deadline
   */
  Optional<CallReply> earlier(IdempotencyKey key, Release release, Instant until, long arrived) {
    return keys.await(key, until)
        .map(
            known ->
                new CallReply.Repeated(
                    known.subject(),
                    release,
                    known.answer().orElseThrow(CallErrors::firstStillRuns),
                    Duration.ofNanos(System.nanoTime() - arrived)));
  }

  /** In the transaction of the start row; false when a twin was faster. */
  boolean claim(RunStart run) {
    return run.key() == null || keys.claim(run.key(), run.id());
  }

  /** In the transaction of the final row. */
  void ended(RunStart run, EngineOutcome outcome, boolean ran) {
    if (run.key() == null) {
      return;
    }
    if (!ran) {
      keys.forget(run.id());
      return;
    }
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("execution_time_ms", outcome.execution().toMillis());
    metadata.put("version", run.release().versionName());
    RunUsage.of(outcome).ifPresent(usage -> metadata.put(RunUsage.FIELD, usage));
    ApiException failure = outcome.failure();
    keys.end(
        run.id(),
        failure == null
            ? KeptAnswer.success(
                200, String.valueOf(outcome.output()), outcome.warnings(), metadata)
            : KeptAnswer.failure(lasting(failure), metadata));
  }

  /** Under this key nothing runs again, so what was stopped with its server is final. */
  private static ApiException lasting(ApiException failure) {
    return failure.code().equals("UNAVAILABLE") ? CallErrors.stoppedUnderKey() : failure;
  }

  /** In the transaction that accepts the run: its twins are told the same. */
  void queued(RunStart run, String data, List<Warning> warnings) {
    if (run.key() != null) {
      keys.end(
          run.id(),
          KeptAnswer.success(202, data, warnings, Map.of("version", run.release().versionName())));
    }
  }

  /** In the transaction that ends the runs of a server that died. */
  void crashed(Collection<UUID> runs) {
    if (!runs.isEmpty()) {
      keys.end(runs, KeptAnswer.failure(CallErrors.crashedUnderKey(), Map.of()));
    }
  }
}
