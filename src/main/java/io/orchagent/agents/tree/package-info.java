/**
 * What a version consists of: the agents it calls and the skills it brings, all the way down.
 *
 * <p>Nouns: <em>tree</em> (a version and what it depends on), <em>part</em> (one version in it).
 *
 * <p>Invariants: nobody sees by it what they may not see otherwise: parts that are deleted or
 * private to another workspace are only counted, and what is inside of a paid or server-only agent
 * of another workspace is left out; a version is unfolded once, so no tree is endless.
 *
 * <p>Owns: nothing but reading. Does not own: dependencies ({@code agents.publishing} writes them).
 */
@NullMarked
package io.orchagent.agents.tree;

import org.jspecify.annotations.NullMarked;
