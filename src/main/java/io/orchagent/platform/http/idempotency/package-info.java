/**
 * Requests that may be sent twice and take effect once.
 *
 * <p>Nouns: <em>key</em> (workspace, route, and the word the client chose), <em>fingerprint</em>
 * (what the request asked for), <em>subject</em> (what the first request started), <em>twin</em> (a
 * later request under the same key), <em>kept answer</em>.
 *
 * <p>Invariants: a key is claimed in the transaction that starts the subject, so that of any number
 * of twins on any number of servers one starts it; a request that was refused before it started
 * anything leaves no key; the answer is kept in the transaction that ends the subject; a twin that
 * waits holds no connection; a key is good for 24 hours.
 *
 * <p>Owns: the table {@code idempotency}. Does not own: what a subject is, which headers belong to
 * a fingerprint, and who ends subjects whose server died; that is the feature's.
 */
@NullMarked
package io.orchagent.platform.http.idempotency;

import org.jspecify.annotations.NullMarked;
