/**
 * Instances of services as sandboxes of this machine, which end with this server.
 *
 * <p>Nouns: <em>place</em> (one of the instances that a service is to have, with the starts that
 * follow each other in it), <em>start</em> (one process, with a name of its own), <em>drain</em>
 * (an instance that is to end gets no new requests first), <em>log pipe</em> (from what a program
 * writes to lines).
 *
 * <p>Invariants: nothing starts without the supervision's word just before; each end is told once;
 * a service whose replacement never gets ready keeps what it had; what a program writes costs a
 * bounded part of a processor and of memory, whatever it writes.
 *
 * <p>What an instance is does not depend on the engine: the program of the version's bundle, also
 * for managed_loop. A loop of a model needs an input to work on and ends with a result, and a
 * service has neither; its program can call the agent, with the key that it is given.
 *
 * <p>Owns: when processes start and end. Does not own: whether they shall (services), isolation
 * (sandbox), rows.
 */
@NullMarked
package io.orchagent.services.local;

import org.jspecify.annotations.NullMarked;
