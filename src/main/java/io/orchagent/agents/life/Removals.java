package io.orchagent.agents.life;

import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentChanges;
import io.orchagent.agents.AgentErrors;
import io.orchagent.agents.AgentKeys;
import io.orchagent.agents.AgentUses.Uses;
import io.orchagent.agents.AgentsConfig;
import io.orchagent.agents.InstallQueue;
import io.orchagent.agents.Series;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Deletes versions softly, and brings them back. */
@ApplicationScoped
public class Removals {
  private static final int STARS_TO_CONFIRM = 10;

  private final LifeQueries queries;
  private final Series series;
  private final OutsideUses uses;
  private final AgentKeys keys;
  private final InstallQueue installs;
  private final AgentChanges changes;
  private final Times times;

  Removals(
      LifeQueries queries,
      Series series,
      OutsideUses uses,
      AgentKeys keys,
      InstallQueue installs,
      AgentChanges changes,
      Times times) {
    this.queries = queries;
    this.series = series;
    this.uses = uses;
    this.keys = keys;
    this.installs = installs;
    this.changes = changes;
    this.times = times;
  }

  /** The moments that matter. */
  @ApplicationScoped
  static class Times {
    private final Clock clock;
    private final AgentsConfig config;

    Times(Clock clock, AgentsConfig config) {
      this.clock = clock;
      this.config = config;
    }

    Instant now() {
      return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What was deleted before that is gone for good, or about to be. */
    Instant gone() {
      return now().minus(config.deletedRetention());
    }
  }

  /** What a deletion is about. */
  private record Affected(List<UUID> versions, int stars, int forks, Uses uses) {
    private boolean requiresConfirmation() {
      return stars >= STARS_TO_CONFIRM || forks > 0;
    }
  }

  /**
   * What a deletion would touch.
   *
   * @param all versions of the name
   */
  @Transactional
  LifeApi.DeleteCheck check(UUID workspace, UUID id, boolean all) {
    Agent agent = Agent.find(workspace, id).orElseThrow(AgentErrors::notFound);
    Affected affected = affected(agent, all);
    return new LifeApi.DeleteCheck(
        agent.id.toString(),
        agent.name,
        affected.stars(),
        affected.forks(),
        affected.requiresConfirmation(),
        all ? affected.versions().size() : null,
        affected.uses().schedules(),
        affected.uses().services());
  }

  /**
   * Deletes a version, or all of its name. Runs under way go on.
   *
   * @param confirmation the name, where it has to be confirmed
   */
  LifeApi.Removed delete(UUID workspace, UUID id, boolean all, @Nullable String confirmation) {
    return keys.ending(ends -> delete(workspace, id, all, confirmation, ends));
  }

  private LifeApi.Removed delete(
      UUID workspace,
      UUID id,
      boolean all,
      @Nullable String confirmation,
      Consumer<List<UUID>> ends) {
    Agent agent = series.locked(workspace, id).orElseThrow(AgentErrors::notFound);
    Affected affected = affected(agent, all);
    if (affected.requiresConfirmation() && !agent.name.equals(confirmation)) {
      throw LifeErrors.confirm(
          "others starred or forked it: send its name, "
              + agent.name
              + ", to delete it all the same");
    }
    if (affected.uses().running() > 0) {
      throw LifeErrors.running(affected.uses().running());
    }
    List<UUID> versions = affected.versions();
    ends.accept(keys.makers(workspace, versions));
    queries.delete(versions, times.now());
    uses.removed(workspace, versions);
    changes.tell(workspace, agent.name, "agent.deleted", label(agent.name, id, versions, agent));
    return new LifeApi.Removed(true, agent.id.toString(), agent.name, all ? versions.size() : null);
  }

  private static String label(String name, UUID id, List<UUID> versions, Agent agent) {
    return versions.size() == 1 && versions.contains(id)
        ? agent.label()
        : name + " (" + versions.size() + " versions)";
  }

  private Affected affected(Agent agent, boolean all) {
    List<UUID> versions = all ? queries.living(agent.workspaceId, agent.name) : List.of(agent.id);
    return new Affected(
        versions,
        queries.stars(versions),
        queries.forks(versions),
        uses.of(agent.workspaceId, versions));
  }

  /** Brings back a version, or all of its name that were deleted, as they were. */
  @Transactional
  LifeApi.Restored restore(UUID workspace, UUID id, boolean all) {
    LifeQueries.Named named = queries.named(workspace, id).orElseThrow(AgentErrors::notFound);
    series.lock(workspace, named.name());
    List<UUID> versions =
        queries.restore(workspace, named.name(), all ? null : id, times.gone(), times.now());
    if (versions.isEmpty()) {
      // As it is now, under the lock
      boolean living = queries.named(workspace, id).filter(now -> !now.deleted()).isPresent();
      throw living ? LifeErrors.notDeleted() : AgentErrors.notFound();
    }
    List<Agent> agents = Agent.byIds(versions);
    // Whoever was installing for it has given up
    agents.stream().filter(Agent::isProcessing).forEach(installs::add);
    changes.tell(
        workspace,
        named.name(),
        "agent.restored",
        label(named.name(), id, versions, agents.getFirst()));
    return new LifeApi.Restored(true, id.toString(), named.name(), all ? versions.size() : null);
  }
}
