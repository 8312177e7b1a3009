package io.orchagent.workspaces;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** The limits of the plans, from the configuration, and of the workspaces that are on them. */
@Singleton
public class Plans {
  private final OwnLimits own;
  private final String standard;
  private final Map<String, PlanLimits> limits;

  Plans(PlansConfig config, OwnLimits own) {
    this.own = own;
    this.standard = config.defaultPlan();
    this.limits =
        config.plans().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> limits(e.getKey(), e.getValue())));
    if (!limits.containsKey(standard)) {
      throw new IllegalStateException(
          "orchagent.plans.default is '"
              + standard
              + "', which is none of the configured plans "
              + limits.keySet());
    }
  }

  /** The plan of a new workspace. */
  public String standard() {
    return standard;
  }

  /** The limits of a plan; one that is no longer configured counts as the default one. */
  public PlanLimits of(String plan) {
    return limits.getOrDefault(plan, limits.get(standard));
  }

  /** The limits of a workspace that is on this plan: its own ones win. */
  public PlanLimits of(UUID workspace, String plan) {
    return of(plan).with(own.of(workspace));
  }

  /** The plans that are configured. */
  public Set<String> names() {
    return new TreeSet<>(limits.keySet());
  }

  private static PlanLimits limits(String plan, PlansConfig.Limits config) {
    return new PlanLimits(
        plan,
        config.callsPerDay(),
        config.concurrentCalls(),
        config.paidCallsPerDay(),
        config.maxCall(),
        config.queuedCalls(),
        config.cronSchedules(),
        config.services(),
        config.serviceInstances(),
        config.members(),
        config.workspaces(),
        config.storageNamespaces(),
        config.storageDocuments(),
        bytes(config.storageDocumentSize()),
        bytes(config.storageSize()));
  }

  private static OptionalLong bytes(Optional<MemorySize> size) {
    return size.isEmpty() ? OptionalLong.empty() : OptionalLong.of(size.get().asLongValue());
  }
}
