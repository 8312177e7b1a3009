package io.orchagent.platform.http;

import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: the three rate-limit headers of every authenticated answer. Reading consumes nothing. */
public interface QuotaView {
  /** Empty where the plan has no daily limit, and where the count can't be told right now. */
  Optional<Quota> view(UUID workspaceId, String plan);

  /**
   * The same as a question to Redis, to be asked in a round trip that is made anyway. Empty where
   * the plan has no daily limit, and when Redis should not be asked.
   */
  Optional<Question> question(UUID workspaceId, String plan);

  /** One command and what its answer means. */
  interface Question {
    Request request();

    /** What {@link #view} would have told; it may have to ask PostgreSQL. */
    Optional<Quota> read(@Nullable Response answer);
  }

  /**
   * The day's quota.
   *
   * @param limit calls a day
   * @param remaining calls left, never below zero
   * @param reset the next midnight, UTC
   */
  record Quota(long limit, long remaining, Instant reset) {}
}
