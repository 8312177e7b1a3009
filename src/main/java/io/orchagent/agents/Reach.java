package io.orchagent.agents;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Membership;
import io.orchagent.platform.tenancy.Memberships;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Workspaces that a caller names beside the selected one, under the same rule as the header's. */
@Singleton
public class Reach {
  private final Instance<Memberships> memberships;

  Reach(Instance<Memberships> memberships) {
    this.memberships = memberships;
  }

  /**
   * The caller's place in a workspace.
   *
   * @throws io.orchagent.platform.errors.ApiException FORBIDDEN when there is none, and when there
   *     is no such workspace
   */
  public Membership membership(Principal person, UUID workspace) {
    if (workspace.equals(person.workspaceId())) {
      return person.membership();
    }
    if (person.credential().workspaceLocked()) {
      throw outOfReach();
    }
    return memberships.get().find(person.userId(), workspace).orElseThrow(Reach::outOfReach);
  }

  private static RuntimeException outOfReach() {
    return Errors.forbidden(
        "This credential does not reach that workspace. List yours with GET /workspaces.");
  }
}
