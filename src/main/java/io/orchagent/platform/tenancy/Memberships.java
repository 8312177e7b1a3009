package io.orchagent.platform.tenancy;

import java.util.Optional;
import java.util.UUID;

/** Port: who belongs where. The workspaces feature answers it from the database. */
public interface Memberships {
  /**
   * Empty when there is no such workspace, when it is deleted, and when the person is no member.
   */
  Optional<Membership> find(UUID userId, UUID workspaceId);
}
