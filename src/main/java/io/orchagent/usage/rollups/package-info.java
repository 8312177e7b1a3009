/**
 * Usage by the hour and by the day, which outlives the runs it is made from.
 *
 * <p>Nouns: <em>roll-up</em> (the sums of one hour's ended runs that agree in everything one can
 * ask by), <em>counted</em> (an hour that is in the roll-ups), <em>open</em> (a workspace's hour
 * that is not, since one of its runs had not ended when all others were counted).
 *
 * <p>Invariants: a roll-up is made from the rows of its hour, never added to; an hour is counted
 * once, in the transaction that moves the mark behind it, so that a server that dies in between
 * leaves nothing; a day is the sum of its hours, and a caller's one row for an hour is too; whoever
 * writes holds the mark, so there is one writer; rows that are not counted are not deleted.
 *
 * <p>Owns: {@code usage_hour}, {@code usage_day}, {@code usage_group}, {@code usage_series}, {@code
 * usage_progress}, {@code usage_open_hour}. Does not own: the runs, read through the view {@code
 * run_facts}.
 *
 * <p>Implements: {@link io.orchagent.calls.retention.CountedRuns}.
 */
@NullMarked
package io.orchagent.usage.rollups;

import org.jspecify.annotations.NullMarked;
