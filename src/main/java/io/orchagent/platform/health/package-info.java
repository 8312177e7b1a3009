/**
 * Whether this server can do its work, for those who send it requests and those who look after it.
 *
 * <p>Nouns: <em>ready</em> (requests may be sent here: PostgreSQL answers, and it is not shutting
 * down), <em>degraded</em> (not ready, or slower than it should be because Redis is away).
 *
 * <p>Invariants: the public answer is one word; details are on the management port only; asking
 * often costs nothing, for an answer is good for a second.
 *
 * <p>Owns: {@code GET /health}, the check of Redis. Does not own: the check of PostgreSQL and the
 * management endpoints, which are Quarkus'.
 */
@org.jspecify.annotations.NullMarked
package io.orchagent.platform.health;
