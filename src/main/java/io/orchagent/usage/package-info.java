/**
 * What a workspace may use of its plan: the daily quota and the calls at one time.
 *
 * <p>Nouns: <em>unit</em> (one top-level call of a UTC day), <em>lease</em> (one call that is going
 * on), <em>count</em> (both of a workspace, kept in Redis), <em>epoch</em> (what a count was made
 * under).
 *
 * <p>Invariants: unit and lease are taken in one atomic step, so of N + k calls with N left exactly
 * N run; a count that is missing, made under another epoch or by another Redis process is never
 * read as zero but made anew from the runs, under a new epoch; a step becomes a row only under the
 * epoch it was taken in; without Redis the same count in PostgreSQL decides; calls of paid agents
 * take no unit but one of their own, in the transaction of their row.
 *
 * <p>Owns: the counts in Redis, the tables {@code quota_epoch} and {@code paid_call_day}. Does not
 * own: the runs, read through the view {@code run_facts}; the limits ({@code workspaces}).
 *
 * <p>Implements: {@link io.orchagent.calls.CallAdmission}, {@link
 * io.orchagent.platform.http.QuotaView}.
 */
@NullMarked
package io.orchagent.usage;

import org.jspecify.annotations.NullMarked;
