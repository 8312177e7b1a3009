/**
 * What the server's own people decide over other people's workspaces.
 *
 * <p>Nouns: <em>administrator</em> (a person with {@code is_admin}, made by the server's first
 * start), <em>allowed host</em> (one that an agent may reach beside those that all may),
 * <em>terms</em> (a workspace's plan and limits of its own), <em>rotation</em> (of the keys that
 * secrets lie under).
 *
 * <p>Invariants: only administrators get in, everybody else is answered 403 whether the object is
 * there or not; nothing is shown of what a workspace keeps (code, prompts, inputs, secrets); each
 * change leaves an audit event in the workspace that it is about.
 *
 * <p>Owns: nothing; the features keep what is decided here. Does not own: who is an administrator
 * (identity).
 */
@NullMarked
package io.orchagent.admin;

import org.jspecify.annotations.NullMarked;
