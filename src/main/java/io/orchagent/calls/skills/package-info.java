/**
 * The skills of a run: knowledge that is put before a prompt, or lies beside a program.
 *
 * <p>Nouns: <em>asked</em> (what a call says of skills), <em>choice</em> (the texts of one run),
 * <em>manifest</em> (the list of them that a program finds).
 *
 * <p>Invariants: an agent's own skills are looked for as its author, those that a call names as who
 * calls: so a private skill of the author serves all callers, and nobody names another's; a text,
 * and the name of one that its caller may not see, is in no answer; all is found before the run
 * takes anything.
 *
 * <p>Owns: the headers of skills. Does not own: the skills themselves ({@code agents}), how they
 * get into a sandbox ({@code sandbox}).
 */
@NullMarked
package io.orchagent.calls.skills;

import org.jspecify.annotations.NullMarked;
