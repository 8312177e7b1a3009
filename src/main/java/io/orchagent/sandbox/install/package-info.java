/**
 * Packages that an agent's code needs, installed by the host's own pip or npm inside a sandbox.
 *
 * <p>Nouns: <em>manager</em> (pip or npm), <em>index</em> (where the host's managers take packages
 * from), <em>installation</em> (one run of a manager, whose files come out through its proxy).
 *
 * <p>Invariants: whatever an installation executes runs in a sandbox that reaches the index and
 * nothing else; what comes out is files and folders below one folder, counted while they arrive.
 *
 * <p>Owns: how packages are installed. Does not own: which, for whom, where they are kept (agents).
 * Ports: none.
 */
@NullMarked
package io.orchagent.sandbox.install;

import org.jspecify.annotations.NullMarked;
