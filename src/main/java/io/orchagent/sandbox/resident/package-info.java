/**
 * Programs without an end of their own, as those see them who keep one running: what to start, how
 * it is reached, whether it listens, how it ended.
 *
 * <p>Nouns: <em>resident</em> (such a program in its sandbox), <em>inward socket</em> (a unix
 * socket of the host whose connections arrive at a port of the sandbox's loopback), <em>inward
 * relay</em> (the small program inside that carries them).
 *
 * <p>Invariants: the inward socket is bound outside and inherited as an open descriptor, so the
 * sandbox is shown no folder that it could write to, and can put nothing in the socket's place; its
 * path is never used again, so that who knows an old one never reaches another program.
 *
 * <p>Owns: the values and the way in. Does not own: isolation and limits (sandbox), when to start
 * again, logs, readiness (services).
 */
@NullMarked
package io.orchagent.sandbox.resident;

import org.jspecify.annotations.NullMarked;
