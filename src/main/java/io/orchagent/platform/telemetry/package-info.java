/**
 * Traces over OTLP, for whoever runs the server.
 *
 * <p>Nouns: <em>span</em> (a piece of work with its time), <em>trace</em> (the spans of one call
 * and of all that it called), <em>place</em> (where in a trace something stands).
 *
 * <p>Invariants: off unless an address is configured, and then nothing of it exists: no thread, no
 * exporter, no span, one comparison with null for each question. A trace's id is the id of the run
 * at the top, a run's span has its id from the run: so the spans of calls between agents, of queued
 * runs and of several servers belong together by what the database knows of them, and nobody's
 * header can put anything into a trace of somebody else. Spans carry names, ids, counts and
 * statuses, never inputs, outputs, texts or secrets. A receiver that is away costs spans, never a
 * call.
 *
 * <p>A line that is logged on behalf of a run carries its ids, on whatever thread.
 *
 * <p>Does not own: the events of a run that its caller reads ({@code calls.traces}).
 */
@NullMarked
package io.orchagent.platform.telemetry;

import org.jspecify.annotations.NullMarked;
