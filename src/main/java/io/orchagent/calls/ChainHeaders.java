package io.orchagent.calls;

import org.jspecify.annotations.Nullable;

/** What a call between agents says of its chain. Nothing goes by it: it is only compared. */
record ChainHeaders(
    @Nullable String chain,
    @Nullable String chainSignature,
    @Nullable String rootRun,
    @Nullable String billingWorkspace,
    @Nullable String billingSignature,
    @Nullable String traceparent) {

  static final ChainHeaders NONE = new ChainHeaders(null, null, null, null, null, null);

  static ChainHeaders of(CallParameters sent) {
    return new ChainHeaders(
        sent.callChain,
        sent.callChainSignature,
        sent.rootRun,
        sent.billingWorkspace,
        sent.billingSignature,
        sent.traceparent);
  }
}
