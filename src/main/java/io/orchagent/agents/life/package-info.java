/**
 * What becomes of versions after they were published: deleted, restored, purged, copied, moved.
 *
 * <p>Nouns: <em>removal</em> (of one version or of all of a name: soft, and for good after {@code
 * orchagent.agents.deleted-retention}), <em>fork</em> (a private copy in another series),
 * <em>transfer</em> (of all versions to another workspace).
 *
 * <p>Invariants: what is deleted is neither listed nor called, from the commit on; runs under way
 * end as they would have; names and numbers are never used again, so series stay; no bundle is
 * freed that a version names or that somebody is about to name; keys of what is deleted or moved
 * are believed by no server; every change holds the row of its series.
 *
 * <p>Owns: nothing but changing {@code agents}' tables. Does not own: what uses versions from
 * outside (port {@code agents.AgentUses}).
 */
@NullMarked
package io.orchagent.agents.life;

import org.jspecify.annotations.NullMarked;
