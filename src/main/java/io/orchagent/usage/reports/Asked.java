package io.orchagent.usage.reports;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are wanted.
 *
 * @param workspaceId whose calls; as author, of whose agents
 * @param from of calls asked for at this moment or later
 * @param to and before this one
 * @param tenantId as author, only among the workspace's own calls: tenants of others are theirs
 * @param agentId of this version of an agent
 */
record Asked(
    UUID workspaceId,
    boolean asAuthor,
    Instant from,
    Instant to,
    @Nullable String tenantId,
    @Nullable UUID agentId,
    @Nullable String status) {
  /** Whether all calls of the workspace and the period are wanted. */
  boolean isPlain() {
    return !asAuthor && tenantId == null && agentId == null && status == null;
  }

  Asked since(Instant moment) {
    return moment.isAfter(from)
        ? new Asked(
            workspaceId, asAuthor, moment.isAfter(to) ? to : moment, to, tenantId, agentId, status)
        : this;
  }
}
