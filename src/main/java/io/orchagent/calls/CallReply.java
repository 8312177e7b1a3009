package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.http.Warning;
import io.orchagent.platform.http.idempotency.KeptAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What became of a call that was not refused. */
sealed interface CallReply {
  UUID runId();

  Release release();

  /** It ran to its end, well or not. */
  record Ran(CallAnswer answer) implements CallReply {
    @Override
    public UUID runId() {
      return answer.runId();
    }

    @Override
    public Release release() {
      return answer.release();
    }
  }

  /** It will run; the caller does not wait. */
  record Queued(
      UUID runId, Release release, Optional<QuotaView.Quota> quota, List<Warning> warnings)
      implements CallReply {}

  /** It ran before, under the same Idempotency-Key. */
  record Repeated(UUID runId, Release release, KeptAnswer kept, Duration processing)
      implements CallReply {}
}
