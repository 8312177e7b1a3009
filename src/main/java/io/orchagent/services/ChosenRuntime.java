package io.orchagent.services;

import io.orchagent.services.runtime.ServiceRuntime;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.arc.All;
import io.quarkus.arc.InstanceHandle;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The runtime that the configuration names; others are not touched. */
@Singleton
class ChosenRuntime {
  private final List<InstanceHandle<ServiceRuntime>> all;
  private final String name;
  private @Nullable ServiceRuntime runtime;

  ChosenRuntime(@All List<InstanceHandle<ServiceRuntime>> all, ServicesConfig config) {
    this.all = all;
    this.name = config.runtime();
  }

  /** Empty where this build has none of that name. */
  synchronized Optional<ServiceRuntime> runtime() {
    if (runtime == null) {
      runtime =
          all.stream()
              .map(InstanceHandle::get)
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElse(null);
    }
    return Optional.ofNullable(runtime);
  }
}
