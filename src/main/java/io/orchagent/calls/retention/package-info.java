/**
 * Runs and what went in and out of them, until they are too old.
 *
 * <p>Nouns: <em>payload</em> (input, output, streams of a run), <em>sweep</em> (one pass over what
 * is too old).
 *
 * <p>Invariants: nothing is deleted before its time, nor what waits or runs, nor runs that {@link
 * io.orchagent.calls.retention.CountedRuns} has not counted; rows go in bounded batches of their
 * own transactions, months that are over as a whole with their partition; a partition is dropped
 * only when its lock is to be had at once, so that calls never wait for it; several servers may
 * sweep at once.
 *
 * <p>Owns: the deletion of rows of {@code run}, {@code run_payload} and {@code run_trace_event}.
 * Does not own: how long they are kept ({@code workspaces}).
 */
@NullMarked
package io.orchagent.calls.retention;

import org.jspecify.annotations.NullMarked;
