/**
 * What whoever runs the server is told of the work under way.
 *
 * <p>Nouns: <em>ids</em> (those of the request, the run and the workspace, on each line of the
 * log).
 *
 * <p>Invariants: a line that is logged on behalf of a run carries its ids, on whatever thread.
 */
@NullMarked
package io.orchagent.platform.telemetry;

import org.jspecify.annotations.NullMarked;
