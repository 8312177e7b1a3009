package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.http.idempotency.IdempotencyKey;
import io.orchagent.platform.security.Principal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run when it starts.
 *
 * @param input the agent's input as JSON text, without credentials
 * @param serverId the server that runs it
 * @param acceptedAt when it was queued; null when it starts at once
 * @param key under which it may be asked for again; null without one, and when it was queued
 * @param chain where it stands among the runs that called each other
 * @param origin what led to it
 * @param headers what its call asked for, kept with its input
 */
record RunStart(
    UUID id,
    String requestId,
    Principal principal,
    Release release,
    String endpoint,
    @Nullable String tenant,
    String input,
    Instant deadline,
    UUID serverId,
    @Nullable Instant acceptedAt,
    @Nullable IdempotencyKey key,
    RunChain chain,
    RunOrigin origin,
    KeptHeaders headers) {

  /** Only the top of a chain does. */
  boolean countsQuota() {
    return !chain.isInner();
  }

  /** What the caller was shown; null when it is free. */
  CallAdmission.@Nullable Price price() {
    return CallAdmission.Price.of(release, workspaceId());
  }

  UUID workspaceId() {
    return principal.workspaceId();
  }
}
