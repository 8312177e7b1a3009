/**
 * Keeps the values of secrets out of what is stored and answered.
 *
 * <p>Nouns: <em>mask</em> (the values of one run, as a machine that finds them), <em>spelling</em>
 * (a form that a value is usually printed in: as it is, escaped, encoded), <em>masked tail</em>
 * (the end of a stream, masked before it is cut).
 *
 * <p>Invariants: a value of at least eight bytes is replaced wherever it lies, also across chunks
 * and where the stream ends in the middle of it; the work is linear in the text whatever the values
 * are; what is held back is never longer than the longest spelling; no mask prints what it hides.
 *
 * <p>Owns: finding and replacing. Does not own: which values a run has (secrets, calls).
 */
@NullMarked
package io.orchagent.platform.redaction;

import org.jspecify.annotations.NullMarked;
