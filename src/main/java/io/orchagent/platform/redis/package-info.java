/**
 * Wake-ups between servers, what the way of a call asks Redis, and counts of how often something
 * was tried.
 *
 * <p>Nouns: <em>signal</em> (a topic and a word, heard by every server that is listening),
 * <em>counted</em> (something that may happen so often in a window of time).
 *
 * <p>Invariants: a signal may be lost, late or heard twice, and nothing may depend on it: whoever
 * waits for one also looks at PostgreSQL from time to time; sending never fails and never waits.
 *
 * <p>Owns: one channel in Redis. Does not own: counts of quotas ({@code usage}), stamps ({@code
 * platform.security}).
 */
@NullMarked
package io.orchagent.platform.redis;

import org.jspecify.annotations.NullMarked;
