/**
 * The way out of sandboxes: a proxy of our own behind one unix socket for each run.
 *
 * <p>Nouns: <em>policy</em> (what one run may reach), <em>target</em> (host and port that a request
 * names), <em>gateway</em> (this server, as agents' code sees it), <em>refusal</em>.
 *
 * <p>Invariants: nothing is connected to that the policy does not name; a name is looked up once,
 * every address that it has is judged, and the connection goes to a judged one; no address of a
 * private network unless the operator has listed the name; this server's own ports never, the
 * gateway's few paths apart; what is logged of a request is its host and port, never more.
 *
 * <p>Beside it: what the server itself tells the world ({@link
 * io.orchagent.platform.outbound.SignedPosts}, {@link io.orchagent.platform.outbound.Redelivery}),
 * by the same rules for addresses.
 *
 * <p>Owns: the proxy, the rules for addresses. Does not own: who may reach what (the sandbox and
 * the features above make policies). Ports: {@link io.orchagent.platform.outbound.HostResolver}.
 */
@NullMarked
package io.orchagent.platform.outbound;

import org.jspecify.annotations.NullMarked;
