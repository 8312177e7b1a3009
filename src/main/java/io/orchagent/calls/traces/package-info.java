/**
 * What happened in the runs that ask models, step by step.
 *
 * <p>Nouns: <em>trace</em> (the events of one run in their order), <em>event</em> (a call of a
 * model or of a tool, a decision, a fallback, a violation, an error), <em>payload</em> (what was
 * said in it).
 *
 * <p>Invariants: all events of a run are there no later than its end, written by the statement that
 * writes the end; before that as many as were flushed; an event is written once however often its
 * write is repeated; a workspace reads only its own runs, and no payload of an agent of others
 * whose inside is not open to it; traces are kept as long as payloads.
 *
 * <p>Owns: {@code run_trace_event}. Does not own: what is an event and what is kept of it ({@code
 * calls.engines}), and the deletion ({@code calls.retention}).
 */
@NullMarked
package io.orchagent.calls.traces;

import org.jspecify.annotations.NullMarked;
