package io.orchagent.platform.security;

import io.orchagent.platform.http.QuotaView;
import org.jspecify.annotations.Nullable;

/**
 * A caller that was found good.
 *
 * @param quota what the same round trip told of the quota; null when it was not asked or has none
 */
record Authenticated(Principal principal, QuotaView.@Nullable Quota quota) {}
