package io.orchagent.agents.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.agents.publishing.DependencyGraph.Edge;
import io.orchagent.agents.publishing.DependencyGraph.Node;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DependencyGraphTest {
  private static final UUID OURS = UUID.randomUUID();
  private static final UUID THEIRS = UUID.randomUUID();

  private final Node a = node(OURS, "a");
  private final Node b = node(OURS, "b");
  private final Node c = node(OURS, "c");
  private final Node otherA = node(THEIRS, "a");

  private static Node node(UUID workspace, String name) {
    return new Node(UUID.randomUUID(), workspace, name);
  }

  @Test
  void a_circle_is_found_through_others_and_by_workspace() {
    DependencyGraph graph =
        DependencyGraph.of(
            List.of(
                new Edge(null, b),
                new Edge(null, otherA),
                new Edge(b.id(), c),
                new Edge(c.id(), a)),
            true);
    assertThat(graph.leadsTo(b.id(), OURS, "a")).isTrue();
    assertThat(graph.leadsTo(b.id(), OURS, "d")).isFalse();
    assertThat(graph.leadsTo(otherA.id(), OURS, "a")).isFalse();
    assertThat(graph.leadsTo(otherA.id(), THEIRS, "a")).isTrue();
  }

  @Test
  void depth_is_that_of_the_longest_way() {
    DependencyGraph graph =
        DependencyGraph.of(
            List.of(
                new Edge(null, a),
                new Edge(null, b),
                new Edge(a.id(), b),
                new Edge(b.id(), c),
                new Edge(a.id(), c)),
            true);
    assertThat(graph.depth(List.of(a.id(), b.id()))).isEqualTo(3);
    assertThat(graph.depth(List.of(c.id()))).isEqualTo(1);
    assertThat(graph.depth(List.of())).isZero();
  }
}
