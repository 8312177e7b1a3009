package io.orchagent.agents;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reading and changing the versions of a workspace. */
@ApplicationScoped
public class Agents {
  private final AgentQueries queries;
  private final Series series;
  private final AgentSpecs specs;
  private final AgentViews views;
  private final AgentChanges changes;
  private final Clock clock;

  Agents(
      AgentQueries queries,
      Series series,
      AgentSpecs specs,
      AgentViews views,
      AgentChanges changes,
      Clock clock) {
    this.queries = queries;
    this.series = series;
    this.specs = specs;
    this.views = views;
    this.changes = changes;
    this.clock = clock;
  }

  @Transactional
  public AgentApi.View get(UUID workspace, UUID id) {
    Agent agent = Agent.find(workspace, id).orElseThrow(AgentErrors::notFound);
    return views.own(agent);
  }

  @Transactional
  public Page<AgentApi.View> list(UUID workspace, AgentQueries.Filter filter, PageRequest page) {
    AgentQueries.Ids<UUID> found = queries.ofWorkspace(workspace, filter, page);
    Map<UUID, Agent> agents = byId(found.ids());
    return Page.of(
        views.own(workspace, found.ids().stream().map(agents::get).toList()), found.total(), page);
  }

  @Transactional
  public AgentApi.View change(Principal person, UUID id, AgentApi.Patch patch) {
    Agent agent = series.locked(person.workspaceId(), id).orElseThrow(AgentErrors::notFound);
    if (Settings.needsOwner(patch)) {
      requireOwner(person, "decide who sees an agent and what it costs");
    }
    Settings.apply(patch, agent, specs);
    agent.updatedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    changes.tell(agent, "agent.changed");
    return views.own(agent);
  }

  private static Map<UUID, Agent> byId(List<UUID> ids) {
    return Agent.byIds(ids).stream().collect(Collectors.toMap(a -> a.id, Function.identity()));
  }

  private static void requireOwner(Principal person, String what) {
    if (!person.role().includes(Role.OWNER)) {
      throw AgentErrors.ownersOnly(what);
    }
  }
}
