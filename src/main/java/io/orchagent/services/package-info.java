/**
 * What runs without end: desired state in rows, and a loop that makes the world match it.
 *
 * <p>Nouns: <em>service</em> (an agent's version, its settings, and whether it shall run),
 * <em>generation</em> (a version with its settings; anything that needs new processes makes the
 * next one), <em>instance</em> (one process of a service), <em>owner</em> (the one server that
 * looks after a service, under a lease), <em>streak</em> (ends of instances in a row that nobody
 * wanted), <em>event</em>, <em>alert</em>.
 *
 * <p>Invariants: one server owns a service at a time; what no row wants does not run; a request
 * changes rows, the owner changes the world; the streak moves in the transaction that tells of the
 * end, so that a crash loop is paused once.
 *
 * <p>Owns: the tables {@code service}, {@code service_instance}, {@code service_event}, {@code
 * service_log}, {@code service_alert}. Does not own: how instances are run ({@code
 * services.runtime} and what implements it), bundles and versions ({@code agents}), limits ({@code
 * workspaces}).
 */
@NullMarked
package io.orchagent.services;

import org.jspecify.annotations.NullMarked;
