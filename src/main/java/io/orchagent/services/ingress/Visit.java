package io.orchagent.services.ingress;

import io.orchagent.services.runtime.ServiceTargets.Target;
import io.vertx.ext.web.RoutingContext;

/**
 * A request that may go on to a service.
 *
 * @param requestId what the server's log calls it
 */
record Visit(
    RoutingContext routing,
    ServiceAddress address,
    Framing framing,
    Target target,
    String requestId) {}
