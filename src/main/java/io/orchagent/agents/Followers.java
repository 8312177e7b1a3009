package io.orchagent.agents;

import io.orchagent.agents.VersionPublished.Moved;
import io.orchagent.agents.VersionPublished.NewVersion;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Moves what follows an agent to its newest version, as soon as that one can run. */
@ApplicationScoped
public class Followers {
  private final List<VersionPublished> following;
  private final AgentQueries queries;
  private final Series series;

  Followers(@All List<VersionPublished> following, AgentQueries queries, Series series) {
    this.following = following;
    this.queries = queries;
    this.series = series;
  }

  /** To be called when a version was stored. One that needs a bundle moves nothing yet. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Moved published(Agent agent) {
    return agent.executionEngine == null || agent.needsBundle() ? Moved.NOTHING : move(agent);
  }

  /**
   * To be called in the transaction in which a version's bundle became active. The row of the
   * series is locked first: of two bundles that become active together, the one of the newer
   * version wins.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Moved bundleActive(Agent agent) {
    if (!agent.needsBundle()) {
      return Moved.NOTHING;
    }
    series.lock(agent.workspaceId, agent.name);
    boolean newest =
        queries.newest(agent.workspaceId, agent.name, false).filter(agent.id::equals).isPresent();
    return newest ? move(agent) : Moved.NOTHING;
  }

  private Moved move(Agent agent) {
    NewVersion version =
        new NewVersion(
            agent.workspaceId, agent.id, agent.name, agent.versionName(), agent.needsBundle());
    return following.stream()
        .map(follower -> follower.moveTo(version))
        .reduce(Moved.NOTHING, Moved::plus);
  }
}
