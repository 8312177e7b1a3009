package io.orchagent.calls.runs;

import io.orchagent.platform.errors.Errors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who called whom, and what it cost together. */
@ApplicationScoped
public class RunDags {
  private static final int MOST = 1_000;

  private final RunDagQueries queries;

  RunDags(RunDagQueries queries) {
    this.queries = queries;
  }

  /** The whole tree that a run is in, wherever in it the run stands. */
  @Transactional
  RunDagApi.View of(UUID workspace, UUID run) {
    UUID root = queries.root(workspace, run).orElseThrow(() -> Errors.notFound("Run"));
    List<RunDagQueries.Listed> listed = queries.tree(workspace, root, MOST);
    List<RunDagApi.Node> nodes = listed.stream().map(RunDagQueries.Listed::node).toList();
    long total = listed.isEmpty() ? 0 : listed.getFirst().total();
    return new RunDagApi.View(root, nodes, edges(nodes), total, total > nodes.size());
  }

  /** Between runs that are listed. */
  private static List<RunDagApi.Edge> edges(List<RunDagApi.Node> nodes) {
    Set<UUID> there = nodes.stream().map(RunDagApi.Node::runId).collect(Collectors.toSet());
    return nodes.stream()
        .filter(node -> node.parentRunId() != null && there.contains(node.parentRunId()))
        .map(node -> new RunDagApi.Edge(node.parentRunId(), node.runId()))
        .toList();
  }
}
