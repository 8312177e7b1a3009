package io.orchagent.platform.security;

import io.orchagent.platform.tenancy.Membership;
import io.orchagent.platform.tenancy.Role;
import java.util.UUID;

/** Who is calling, with what, in which workspace, as what. */
public record Principal(Credential credential, Membership membership) {
  public UUID userId() {
    return credential.userId();
  }

  public UUID workspaceId() {
    return membership.workspaceId();
  }

  public Role role() {
    return membership.role();
  }
}
