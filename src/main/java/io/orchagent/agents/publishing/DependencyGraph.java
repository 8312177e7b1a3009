package io.orchagent.agents.publishing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that some versions call, directly or through others. Versions never change and can
 * only name versions that are there, so what lies below a version is fixed when it is published,
 * and no race can add to it. A circle would be an agent that comes back to any version of itself.
 *
 * @param complete false when there is more than is worth reading
 */
record DependencyGraph(Map<UUID, Node> nodes, Map<UUID, Set<UUID>> below, boolean complete) {

  /** A version, and the agent that it is of. */
  record Node(UUID id, UUID workspaceId, String name) {}

  /** One version calls another; {@code from} is null for those that were asked about. */
  record Edge(@Nullable UUID from, Node to) {}

  static DependencyGraph of(List<Edge> edges, boolean complete) {
    Map<UUID, Node> nodes = new HashMap<>();
    Map<UUID, Set<UUID>> below = new HashMap<>();
    for (Edge edge : edges) {
      nodes.put(edge.to().id(), edge.to());
      if (edge.from() != null) {
        below.computeIfAbsent(edge.from(), from -> new HashSet<>()).add(edge.to().id());
      }
    }
    return new DependencyGraph(nodes, below, complete);
  }

  /** Does calling that version come to this agent sooner or later? */
  boolean leadsTo(UUID start, UUID workspace, String name) {
    Set<UUID> seen = new HashSet<>(Set.of(start));
    Deque<UUID> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      UUID id = open.pop();
      Node node = nodes.get(id);
      if (node != null && node.workspaceId().equals(workspace) && node.name().equals(name)) {
        return true;
      }
      below.getOrDefault(id, Set.of()).stream().filter(seen::add).forEach(open::push);
    }
    return false;
  }

  /** How many calls deep it goes from there: 1 for a version that calls nothing. */
  int depth(List<UUID> starts) {
    int depth = 0;
    Set<UUID> level = new HashSet<>(starts);
    while (!level.isEmpty() && depth <= nodes.size()) {
      depth++;
      Set<UUID> next = new HashSet<>();
      level.forEach(id -> next.addAll(below.getOrDefault(id, Set.of())));
      level = next;
    }
    return depth;
  }
}
