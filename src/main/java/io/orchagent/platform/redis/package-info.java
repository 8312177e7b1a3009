/**
 * Wake-ups between servers.
 *
 * <p>Nouns: <em>signal</em> (a topic and a word, heard by every server that is listening).
 *
 * <p>Invariants: a signal may be lost, late or heard twice, and nothing may depend on it: whoever
 * waits for one also looks at PostgreSQL from time to time; sending never fails and never waits.
 *
 * <p>Owns: one channel in Redis. Does not own: counts ({@code usage}), stamps ({@code
 * platform.security}).
 */
@NullMarked
package io.orchagent.platform.redis;

import org.jspecify.annotations.NullMarked;
