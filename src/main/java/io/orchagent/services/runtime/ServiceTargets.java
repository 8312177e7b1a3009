package io.orchagent.services.runtime;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Services as the ingress needs them. */
public interface ServiceTargets {
  /** By the two names of its address. Cheap: kept for a moment, and dropped at once on a change. */
  Optional<Target> find(String org, String service);

  /**
   * A service with what can be reached of it.
   *
   * @param requireKey whether only its workspace's own keys and members may reach it
   * @param paused whether it is not meant to run now
   * @param ready instances that take requests, the one that was longest ready first
   */
  record Target(
      UUID serviceId, UUID workspaceId, boolean requireKey, boolean paused, List<Endpoint> ready) {
    public Target {
      ready = List.copyOf(ready);
    }
  }
}
