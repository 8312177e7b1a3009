/**
 * What workspaces read of their usage, as callers and as authors.
 *
 * <p>Nouns: <em>call</em> (a run that ended, at the time it was asked for), <em>facts</em> (the
 * roll-ups of the hours that are counted and the rows of all others), <em>scope</em> (the calls of
 * a workspace, or those of its agents), <em>period</em> (from a moment, before another).
 *
 * <p>Invariants: every figure is made from the same facts in one statement, so the figures agree to
 * the unit whatever is counted meanwhile; percentiles come from one histogram, so rows and roll-ups
 * say the same; of its callers an author sees pseudonyms only.
 *
 * <p>Owns: {@code usage_pseudonym_key}. Does not own: the runs, read through the views {@code
 * run_facts} and {@code run_request}; the roll-ups ({@link io.orchagent.usage.rollups}).
 */
@NullMarked
package io.orchagent.usage.reports;

import org.jspecify.annotations.NullMarked;
