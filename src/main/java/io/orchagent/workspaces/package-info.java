/**
 * People, tenants and what tenants may use.
 *
 * <p>Nouns: a <em>person</em> (an email address and a name), a <em>workspace</em> (the tenant; its
 * <em>slug</em> is the first segment of its agents' addresses), a <em>member</em> (a person in a
 * workspace, as owner or member), a <em>plan</em> (a name for a set of limits), <em>own limits</em>
 * (that an administrator gave a workspace instead of its plan's).
 *
 * <p>Invariants: an address belongs to one person, whatever its case; a slug belongs to one
 * workspace for ever, also when that is deleted, and never to a route of the server; a workspace
 * has an owner, and every person a personal one; every change leaves an audit event in its own
 * transaction.
 *
 * <p>Owns: the tables {@code app_user}, {@code workspace}, {@code workspace_member} and {@code
 * workspace_limit}, and the plans' configuration. Does not own: how a person proves to be one
 * (identity), counting of what a plan limits.
 *
 * <p>Implements {@link io.orchagent.platform.tenancy.Memberships}.
 */
@NullMarked
package io.orchagent.workspaces;

import org.jspecify.annotations.NullMarked;
