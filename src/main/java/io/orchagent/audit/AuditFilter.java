package io.orchagent.audit;

import io.orchagent.platform.http.PathId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted; null where it does not matter.
 *
 * @param actor email address as it was then, or the id of the person
 * @param action such as {@code api_key.created}, or what stands before the dot
 * @param target a part of it, in whatever case
 * @param from first moment
 * @param to first moment that is too late
 */
record AuditFilter(
    @Nullable String actor,
    @Nullable String action,
    @Nullable String target,
    @Nullable Instant from,
    @Nullable Instant to) {
  @Nullable UUID actorId() {
    return actor == null ? null : PathId.tryParse(actor).orElse(null);
  }

  @Nullable String actorName() {
    return actorId() == null ? actor : null;
  }
}
