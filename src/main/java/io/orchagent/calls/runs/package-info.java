/**
 * What members read of runs: the list, one run with its input and output, its streams, and the
 * execution logs of an agent, the tree of runs that called each other.
 *
 * <p>Nouns: <em>run</em>, <em>execution log</em> (the same row as the agent's workspace sees it),
 * <em>dag</em> (a top-level run and all that it led to, with sums).
 *
 * <p>Invariants: a workspace sees only its own runs, others are as if they were not there; the
 * author of an agent sees of other people's runs how they ended, never what went in or came out.
 *
 * <p>Owns: reading, and the routes that cancel and replay. Does not own: the rows, which {@code
 * calls} writes.
 */
@NullMarked
package io.orchagent.calls.runs;

import org.jspecify.annotations.NullMarked;
