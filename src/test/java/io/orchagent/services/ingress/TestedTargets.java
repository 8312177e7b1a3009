package io.orchagent.services.ingress;

import io.orchagent.services.runtime.ServiceTargets;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.inject.Inject;
import java.util.Optional;

/** The server's own services, and beside them those of tests. */
@Decorator
@Priority(1)
class TestedTargets implements ServiceTargets {
  private final ServiceTargets real;
  private final KnownTargets known;

  @Inject
  TestedTargets(@Delegate ServiceTargets real, KnownTargets known) {
    this.real = real;
    this.known = known;
  }

  @Override
  public Optional<Target> find(String org, String service) {
    return known.find(org, service).or(() -> real.find(org, service));
  }
}
