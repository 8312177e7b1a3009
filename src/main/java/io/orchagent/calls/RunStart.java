package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.platform.security.Principal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run when it starts.
 *
 * @param input the agent's input as JSON text, without credentials
 * @param serverId the server that runs it
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
    UUID serverId) {

  UUID workspaceId() {
    return principal.workspaceId();
  }
}
