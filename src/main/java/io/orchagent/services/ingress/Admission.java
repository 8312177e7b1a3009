package io.orchagent.services.ingress;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.security.Bearers;
import io.orchagent.services.runtime.ServiceTargets;
import io.orchagent.services.runtime.ServiceTargets.Target;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import org.jspecify.annotations.Nullable;

/** Whether there is such a service, and whether who asks may reach it. May wait. */
@ApplicationScoped
class Admission {
  private final ServiceTargets targets;
  private final Bearers bearers;

  Admission(ServiceTargets targets, Bearers bearers) {
    this.targets = targets;
    this.bearers = bearers;
  }

  /**
   * @param authorization the header as it was sent
   * @throws ApiException NOT_FOUND, also for who is of another workspace; UNAUTHORIZED
   */
  @ActivateRequestContext
  Target admit(ServiceAddress address, @Nullable String authorization) {
    Target target =
        targets
            .find(address.org(), address.service())
            .orElseThrow(() -> Errors.notFound("Service"));
    if (target.requireKey()) {
      try {
        bearers.inWorkspace(authorization, target.workspaceId());
      } catch (ApiException e) {
        throw e.kind() == ErrorKind.FORBIDDEN ? Errors.notFound("Service") : e;
      }
    }
    return target;
  }
}
