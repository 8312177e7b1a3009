package io.orchagent.billing;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What moved on a workspace's credits.
 *
 * @param id of the transaction
 * @param type top_up, charge, earning, refund or adjustment
 * @param amount in cents; below 0 what went away
 * @param balanceAfter in cents
 * @param runId of the workspace's own run that was charged; null else
 */
public record Movement(
    UUID id,
    String type,
    long amount,
    long balanceAfter,
    String description,
    @Nullable UUID runId,
    Instant createdAt) {}
