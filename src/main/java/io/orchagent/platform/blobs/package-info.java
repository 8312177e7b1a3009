/**
 * Bytes by their SHA-256: bundles, later queued files and large outputs.
 *
 * <p>Nouns: blob (hash and size), chunk (1 MiB of it). Invariants: a blob is visible whole or not
 * at all; the same bytes are stored once, also when they arrive at the same moment; bytes are never
 * held in memory beyond one chunk, and no connection is held while a slow client reads; what no
 * foreign key names is freed, at the latest two hours after it was last stored.
 *
 * <p>Owns: tables blob and blob_chunk. Does not own: who may read which bytes, and when they are no
 * longer needed; the rows that name a hash belong to features.
 */
@NullMarked
package io.orchagent.platform.blobs;

import org.jspecify.annotations.NullMarked;
