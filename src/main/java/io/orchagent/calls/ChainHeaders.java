package io.orchagent.calls;

import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What a call between agents says of its chain. Nothing goes by it: it is only compared. */
record ChainHeaders(
    @Nullable String chain,
    @Nullable String chainSignature,
    @Nullable String rootRun,
    @Nullable String billingWorkspace,
    @Nullable String billingSignature) {

  static final ChainHeaders NONE = new ChainHeaders(null, null, null, null, null);

  static ChainHeaders read(HttpHeaders headers) {
    return new ChainHeaders(
        headers.getHeaderString("X-Orchagent-Call-Chain"),
        headers.getHeaderString("X-Orchagent-Call-Chain-Sig"),
        headers.getHeaderString("X-Orchagent-Root-Run-Id"),
        headers.getHeaderString("X-Orchagent-Billing-Org-Id"),
        headers.getHeaderString("X-Orchagent-Billing-Org-Sig"));
  }
}
