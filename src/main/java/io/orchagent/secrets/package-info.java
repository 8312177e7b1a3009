/**
 * The vault of a workspace.
 *
 * <p>Nouns: <em>secret</em> (a name and a value of one workspace), <em>recipient</em> (the agent
 * that a run is of), <em>sealed secrets</em> (those that a run will be given, not opened yet),
 * <em>allowed agents</em> (of other workspaces, that may be given a secret).
 *
 * <p>Invariants: a value is stored sealed under its workspace's data key, bound to workspace and
 * name, and answered by nothing; it is opened right before a run and remembered nowhere; an agent
 * of another workspace is given a secret only where the secret names it (keys of language models
 * are used by the server itself and given to nobody); each change leaves an audit event, without
 * the value, in its own transaction.
 *
 * <p>Owns: the table {@code secret}. Does not own: the keys (platform.crypto), masking
 * (platform.redaction), who declares what (agents). Port: {@link
 * io.orchagent.secrets.SecretChanged}, for services that use a secret.
 */
@NullMarked
package io.orchagent.secrets;

import org.jspecify.annotations.NullMarked;
