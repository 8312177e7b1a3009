/**
 * What everybody finds: the public agents, and the stars that people give them.
 *
 * <p>Nouns: <em>listing</em> (one row for each agent that everybody may see, made for reading),
 * <em>star</em> (of a person, for a version).
 *
 * <p>Invariants: a listing is made anew in the transaction of each change of its agent, under the
 * row of the series, so that it never says what is no longer so; what is inside of a paid or
 * server-only agent is seen by its workspace alone; a person has one star for a version, and counts
 * once for the agent.
 *
 * <p>Owns: tables agent_listing and agent_star, their SQL functions. Does not own: versions
 * (agents), workspaces (it joins their view living_workspace).
 */
@NullMarked
package io.orchagent.agents.catalogue;

import org.jspecify.annotations.NullMarked;
