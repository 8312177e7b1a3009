/**
 * Where agents' code runs: a {@link io.orchagent.sandbox.Sandbox} takes a program, its files, its
 * environment and its input, and gives back what it printed and how it ended.
 *
 * <p>Nouns: <em>specification</em> (what to run), <em>result</em>, <em>provider</em> (how this host
 * isolates), <em>slot</em> (one of a bounded number of places, with a host user of its own when the
 * server is root).
 *
 * <p>Invariants: nothing of a run is left when {@code run} returns or the server dies; a sandbox is
 * used once; no secret appears in an argument list or in a file of the host; the server's own
 * environment never enters; all processes are started by one thread that lives as long as the
 * server, because the kernel ties "die with parent" to the starting thread.
 *
 * <p>Owns: isolation, limits, the launch protocol. Does not own: bundles (it is handed a folder),
 * secrets, run rows, the meaning of the output. Ports: none; {@code calls} injects {@link
 * io.orchagent.sandbox.Sandboxes}.
 */
@NullMarked
package io.orchagent.sandbox;

import org.jspecify.annotations.NullMarked;
