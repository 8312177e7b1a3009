/**
 * Packages installed for bundles, on this machine.
 *
 * <p>Nouns: <em>need</em> (a manager and its flags), <em>installed packages</em> (a folder by the
 * hash of all that decides what is in it).
 *
 * <p>Invariants: a folder appears under its name only when it is complete, and never changes; it
 * stays while a run is shown it.
 *
 * <p>Owns: the folder of installed packages. Does not own: how packages are installed
 * (sandbox.install), the state of a version (agents). Ports: none.
 */
@NullMarked
package io.orchagent.agents.packages;

import org.jspecify.annotations.NullMarked;
