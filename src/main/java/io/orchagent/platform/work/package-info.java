/**
 * Durable work: rows that say what is due, claimed by one server at a time.
 *
 * <p>Nouns: <em>item</em> (one thing to be done, under the id of that thing), <em>queue</em>,
 * <em>group</em> (whose it is; the groups of a queue take turns), <em>claim</em> (an item that one
 * owner is at, under a lease).
 *
 * <p>Invariants: an item is claimed with {@code FOR UPDATE SKIP LOCKED} and belongs to one owner
 * until it is finished, given back, or its lease ends; leases are kept up by beats, and by none
 * longer than the longest time that the work may take, so that neither a dead owner nor a hung one
 * keeps an item; finishing is part of the owner's own transaction and fails when the item is no
 * longer the owner's, so that nothing is done twice; only the database's clock is asked.
 *
 * <p>Beside it {@link io.orchagent.platform.work.FairPlaces}: a bounded number of things at one
 * time within one server, shared between tenants.
 *
 * <p>Owns: the table {@code work_item}. Does not own: what is to be done; that lies in the
 * feature's own tables.
 */
@NullMarked
package io.orchagent.platform.work;

import org.jspecify.annotations.NullMarked;
