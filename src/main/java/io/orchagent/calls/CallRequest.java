package io.orchagent.calls;

import io.orchagent.platform.security.Principal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for, parsed only.
 *
 * @param runId the request's own id, which the run takes
 * @param version {@code vN} or {@code latest}
 * @param tenant to whom the caller attributes the call
 * @param deadline the caller's own, which may only shorten
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
    @Nullable String tenant,
    @Nullable Instant deadline) {}
