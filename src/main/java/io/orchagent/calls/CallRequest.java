package io.orchagent.calls;

import io.orchagent.platform.http.QuotaView;
import io.orchagent.platform.security.Principal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for, parsed only.
 *
 * @param runId the request's own id, which the run takes
 * @param version {@code vN} or {@code latest}
 * @param quotaSeen what the credential's round trip told of the quota
 * @param follower who is told what happens in the run
 * @param origin what led to it
 */
record CallRequest(
    UUID runId,
    String requestId,
    Principal principal,
    String org,
    String agent,
    String version,
    String endpoint,
    CallBody body,
    CallHeaders asked,
    Optional<QuotaView.Quota> quotaSeen,
    RunFollower follower,
    RunOrigin origin) {

  /** The same with a deadline that is no later than that. */
  CallRequest until(@Nullable Instant latest) {
    return new CallRequest(
        runId,
        requestId,
        principal,
        org,
        agent,
        version,
        endpoint,
        body,
        asked.until(latest),
        quotaSeen,
        follower,
        origin);
  }

  /** The route with its names in it. */
  String route() {
    return origin
        .route(principal.workspaceId())
        .orElseGet(() -> "/" + String.join("/", org, agent, version, endpoint));
  }
}
