package io.orchagent.agents.life;

import io.orchagent.agents.AgentUses;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** All that uses versions from outside, together. */
@Singleton
class OutsideUses {
  private final List<AgentUses> kinds;

  OutsideUses(@All List<AgentUses> kinds) {
    this.kinds = kinds;
  }

  AgentUses.Uses of(UUID workspace, List<UUID> versions) {
    return kinds.stream()
        .map(kind -> kind.of(workspace, versions))
        .reduce(AgentUses.Uses.NONE, AgentUses.Uses::plus);
  }

  void removed(UUID workspace, List<UUID> versions) {
    kinds.forEach(kind -> kind.removed(workspace, versions));
  }

  int transferred(UUID from, UUID to, List<UUID> versions) {
    return kinds.stream().mapToInt(kind -> kind.transferred(from, to, versions)).sum();
  }
}
