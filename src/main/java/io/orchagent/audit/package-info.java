/**
 * Who did what.
 *
 * <p>Nouns: an <em>audit event</em> (actor, action, target, address, time).
 *
 * <p>Invariants: an event is written in the transaction of the change that it tells of, so there is
 * no change without its event and no event of a change that was undone; events are never changed.
 * The actor's address is kept as text, so that the event outlives the account.
 *
 * <p>Events of an account belong to no workspace; a person sees their own in the log of their
 * personal workspace, and nobody else does.
 *
 * <p>Owns: the table {@code audit_event} and its list for a workspace's owners. Does not own: what
 * counts as a change; features say so. Implements {@link io.orchagent.platform.tenancy.ChangeLog},
 * for those who can't see this package.
 */
@NullMarked
package io.orchagent.audit;

import org.jspecify.annotations.NullMarked;
