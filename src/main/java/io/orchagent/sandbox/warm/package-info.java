/**
 * What waits beforehand for a call: a bounded store that knows neither sandboxes nor processes.
 *
 * <p>Nouns: <em>key</em> (everything that the waiting one was made with), <em>waiting</em> (can be
 * taken once, or is ended), <em>tenant</em> (whose call it was started after).
 *
 * <p>Invariants: never more in number or memory than the bounds; of the tenant of whom most wait
 * the least recently called goes first; what is taken, evicted or forgotten is not found again;
 * what does not stay is ended.
 *
 * <p>Owns: the bounds, the order of eviction, the time after which nobody calls any more. Does not
 * own: how one is started ({@code sandbox}), when that may be.
 */
@NullMarked
package io.orchagent.sandbox.warm;

import org.jspecify.annotations.NullMarked;
