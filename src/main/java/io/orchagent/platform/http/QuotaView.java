package io.orchagent.platform.http;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Port: the three rate-limit headers of every authenticated answer. Reading consumes nothing. */
public interface QuotaView {
  /** Empty where the plan has no daily limit, and where the count can't be told right now. */
  Optional<Quota> view(UUID workspaceId, String plan);

  /**
   * The day's quota.
   *
   * @param limit calls a day
   * @param remaining calls left, never below zero
   * @param reset the next midnight, UTC
   */
  record Quota(long limit, long remaining, Instant reset) {}
}
