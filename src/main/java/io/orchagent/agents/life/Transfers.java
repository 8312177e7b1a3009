package io.orchagent.agents.life;

import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentChanges;
import io.orchagent.agents.AgentErrors;
import io.orchagent.agents.AgentKeys;
import io.orchagent.agents.AgentUses.Uses;
import io.orchagent.agents.Reach;
import io.orchagent.agents.Series;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Membership;
import io.orchagent.platform.tenancy.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Moves all versions of an agent to another workspace of the same owner. */
@ApplicationScoped
public class Transfers {
  private final LifeQueries queries;
  private final Series series;
  private final OutsideUses uses;
  private final AgentKeys keys;
  private final AgentChanges changes;
  private final Reach reach;
  private final Removals.Times times;

  Transfers(
      LifeQueries queries,
      Series series,
      OutsideUses uses,
      AgentKeys keys,
      AgentChanges changes,
      Reach reach,
      Removals.Times times) {
    this.queries = queries;
    this.series = series;
    this.uses = uses;
    this.keys = keys;
    this.changes = changes;
    this.reach = reach;
    this.times = times;
  }

  @Transactional
  LifeApi.TransferCheck check(UUID workspace, UUID id) {
    Agent agent = Agent.find(workspace, id).orElseThrow(AgentErrors::notFound);
    List<UUID> all = queries.all(workspace, agent.name);
    Uses used = uses.of(workspace, all);
    return new LifeApi.TransferCheck(
        agent.id.toString(),
        agent.name,
        queries.living(workspace, agent.name).size(),
        used.schedules(),
        used.services(),
        keys.count(workspace, all),
        true);
  }

  LifeApi.Transferred transfer(
      Principal person, UUID id, UUID target, @Nullable String confirmation) {
    // What can't be moved at all is said first: who sees nothing there learns nothing of it here
    if (Agent.nameOf(person.workspaceId(), id).isEmpty()) {
      throw AgentErrors.notFound();
    }
    Membership there = reach.membership(person, target);
    if (!there.role().includes(Role.OWNER)) {
      throw LifeErrors.targetOwnersOnly();
    }
    if (target.equals(person.workspaceId())) {
      throw Errors.invalidField("target_workspace_id", "is where the agent is already");
    }
    return keys.ending(ends -> move(person.membership(), id, there, confirmation, ends));
  }

  private LifeApi.Transferred move(
      Membership here,
      UUID id,
      Membership there,
      @Nullable String confirmation,
      Consumer<List<UUID>> ends) {
    UUID from = here.workspaceId();
    UUID to = there.workspaceId();
    Agent agent = series.locked(from, id).orElseThrow(AgentErrors::notFound);
    String name = agent.name;
    if (!name.equals(confirmation)) {
      throw LifeErrors.confirm("must be the agent's name, " + name);
    }
    List<UUID> all = queries.all(from, name);
    int running = uses.of(from, all).running();
    if (running > 0) {
      throw LifeErrors.running(running);
    }
    if (queries.isInstalling(from, name)) {
      throw LifeErrors.installing();
    }
    if (!queries.moveSeries(from, to, name)) {
      throw LifeErrors.nameTaken(
          name, "Names are never used again; publish it there under another.");
    }
    ends.accept(keys.makers(from, all));
    int revoked = keys.revokeAll(from, all);
    int living = queries.living(from, name).size();
    queries.move(from, to, name, times.now());
    int disabled = uses.transferred(from, to, all);
    changes.tell(from, name, "agent.transferred", name + " to " + there.slug());
    changes.tell(to, name, "agent.received", name + " from " + here.slug());
    return new LifeApi.Transferred(
        true, id.toString(), name, to.toString(), living, disabled, revoked);
  }
}
