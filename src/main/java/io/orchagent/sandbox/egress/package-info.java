/**
 * The way out of one sandbox: a unix socket mounted into it, and a relay that offers it there as an
 * HTTP proxy.
 *
 * <p>Nouns: <em>slot socket</em> (where the proxy listens for the run in a slot), <em>relay</em>
 * (the small program inside), <em>gateway routes</em> (what of this server code may call).
 *
 * <p>Invariants: a run without a policy has no socket and no relay; a socket belongs to its slot's
 * user, is there only while the run is, and ends with it.
 *
 * <p>Owns: who may reach what. Does not own: the proxy and its rules (platform.outbound). Ports:
 * none.
 */
@NullMarked
package io.orchagent.sandbox.egress;

import org.jspecify.annotations.NullMarked;
