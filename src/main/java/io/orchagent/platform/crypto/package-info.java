/**
 * Secrets at rest, and HMAC for what is signed with a shared secret. A <em>master key</em> from the
 * environment or a file seals one <em>data key</em> per <em>scope</em> ({@code platform} or a
 * workspace's id), and the data key seals the bytes that features store; during a <em>rotation</em>
 * servers hold two master keys, and a scope has rows under two data keys; the server's <em>signing
 * keys</em> lie under the scope {@code platform}.
 *
 * <p>Invariants: AES-256-GCM everywhere, with the scope, the ids of the keys and the caller's
 * associated data authenticated, so that a row moved elsewhere does not open; a scope has one
 * current data key however many servers start at once; with the wrong master key the server does
 * not start; no key is logged, or part of a {@code toString}.
 *
 * <p>Owns: the tables {@code data_key}, {@code current_master_key}, {@code key_holder} and {@code
 * signing_key}. Does not own: what is sealed. Port: {@link
 * io.orchagent.platform.crypto.SealedRows}, for who seals under a workspace's scope.
 */
@NullMarked
package io.orchagent.platform.crypto;

import org.jspecify.annotations.NullMarked;
