/**
 * Calling an agent: the call route, the order of its checks, the run that a call becomes.
 *
 * <p>Nouns: <em>call</em> (what a caller asks for), <em>run</em> (the one record of it, from its
 * start to its end), <em>admission</em> (who may still refuse it, last of all by one atomic step).
 *
 * <p>Invariants: a call that is refused before it ran consumes nothing and leaves no row; a run has
 * a row before its code starts, and nothing is answered before its end is durable; no connection
 * and no transaction is held while an engine runs; a run whose server died, or whose end could not
 * be written, is ended by any server that is alive; a queued call starts once, whatever happens to
 * the servers; an Idempotency-Key is claimed with the row of the run and gets its answer with the
 * end of it.
 *
 * <p>Owns: the tables {@code run}, {@code run_payload}, {@code server_instance}, {@code
 * queued_call}, {@code queued_file} and the view {@code run_facts}. Does not own: counts and leases
 * ({@code usage}), versions ({@code agents}), isolation ({@code sandbox}). Engines are in {@code
 * calls.engines}, the choice of language models in {@code calls.models}, the choice of skills in
 * {@code calls.skills}, what members read of runs in {@code calls.runs}.
 *
 * <p>Ports: {@link io.orchagent.calls.CallAdmission}.
 */
@NullMarked
package io.orchagent.calls;

import org.jspecify.annotations.NullMarked;
