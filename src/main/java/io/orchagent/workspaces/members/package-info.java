/**
 * Who comes into a workspace, and how it ends.
 *
 * <p>Nouns: an <em>invitation</em> (for one address, good once, seven days), a <em>departure</em>
 * (a person leaves or is removed), a <em>deletion</em> (of a workspace; of an account by identity).
 *
 * <p>Invariants: a workspace that is not deleted has an owner, whatever happens at the same moment:
 * every change of its members holds the row of the workspace; one that took something away holds at
 * once on every server; of a deleted workspace nothing can be reached, and its row stays as what
 * the ledger, the audit and runs of others refer to, with the slug that nobody gets again; every
 * person has a personal workspace.
 *
 * <p>Locks, in this order: workspaces by id, then a person's row.
 *
 * <p>Owns: the table {@code workspace_invite}. Ports: {@link
 * io.orchagent.workspaces.members.WorkspaceContents} for who keeps something of a workspace.
 */
@NullMarked
package io.orchagent.workspaces.members;

import org.jspecify.annotations.NullMarked;
