/**
 * What runs an agent's version: one {@link io.orchagent.calls.engines.Engine} a kind.
 *
 * <p>Nouns: <em>task</em> (plain values: program, input, files, environment, deadline),
 * <em>outcome</em> (how it ended, and what it answered).
 *
 * <p>Invariants: an engine knows neither tenants nor vault nor run rows; it returns an outcome for
 * everything that the agent's code can do and throws only when this server can't run it at all; no
 * database connection is held meanwhile.
 *
 * <p>Owns: the contract between an agent's code and the platform (what its output means). Does not
 * own: isolation ({@code sandbox}), the order of checks and the rows ({@code calls}).
 */
@NullMarked
package io.orchagent.calls.engines;

import org.jspecify.annotations.NullMarked;
