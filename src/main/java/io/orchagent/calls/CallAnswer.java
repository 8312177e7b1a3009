package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.platform.http.QuotaView;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A run that ended, well or not.
 *
 * @param processing from the call's arrival to its end
 */
record CallAnswer(
    UUID runId,
    Release release,
    EngineOutcome outcome,
    Optional<QuotaView.Quota> quota,
    Duration processing) {}
