package io.orchagent.agents;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Publishing, reading and changing the versions of a workspace. */
@ApplicationScoped
public class Agents {
  private final AgentQueries queries;
  private final AgentSpecs specs;
  private final AgentViews views;
  private final Drafts drafts;
  private final Event<AgentChanged> changes;
  private final AuditTrail audit;
  private final Clock clock;

  Agents(
      AgentQueries queries,
      AgentSpecs specs,
      AgentViews views,
      Drafts drafts,
      Event<AgentChanged> changes,
      AuditTrail audit,
      Clock clock) {
    this.queries = queries;
    this.specs = specs;
    this.views = views;
    this.drafts = drafts;
    this.changes = changes;
    this.audit = audit;
    this.clock = clock;
  }

  /** Registers the next version; what was sent has passed {@link PublishRules}. */
  @Transactional
  public AgentApi.View publish(Principal author, AgentApi.Publish sent) {
    Agent agent = drafts.draft(sent, author);
    if (agent.isPublic) {
      requireOwner(author, "publish for everybody (is_public)");
    }
    if (!agent.isFree()) {
      requireOwner(author, "set a price");
    }
    agent.version = queries.nextVersion(agent.workspaceId, agent.name);
    if (sent.version() != null && !sent.version().equals(agent.versionName())) {
      throw AgentErrors.wrongVersion(sent.version(), agent.version);
    }
    agent.persist();
    audit.record(agent.workspaceId, "agent.published", agent.label());
    changes.fire(new AgentChanged(agent.workspaceId, agent.name));
    return views.own(agent, org(agent.workspaceId));
  }

  @Transactional
  public AgentApi.View get(UUID workspace, UUID id) {
    Agent agent = Agent.find(workspace, id).orElseThrow(AgentErrors::notFound);
    return views.own(agent, org(workspace));
  }

  @Transactional
  public Page<AgentApi.View> list(UUID workspace, AgentQueries.Filter filter, PageRequest page) {
    AgentQueries.Ids<UUID> found = queries.ofWorkspace(workspace, filter, page);
    AgentQueries.Org org = org(workspace);
    Map<UUID, Agent> agents = byId(found.ids());
    return Page.of(
        found.ids().stream().map(id -> views.own(agents.get(id), org)).toList(),
        found.total(),
        page);
  }

  @Transactional
  public AgentApi.View change(Principal person, UUID id, AgentApi.Patch patch) {
    Agent agent = Agent.locked(person.workspaceId(), id).orElseThrow(AgentErrors::notFound);
    if (Settings.needsOwner(patch)) {
      requireOwner(person, "decide who sees an agent and what it costs");
    }
    Settings.apply(patch, agent, specs);
    agent.updatedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    audit.record(agent.workspaceId, "agent.changed", agent.label());
    changes.fire(new AgentChanged(agent.workspaceId, agent.name));
    return views.own(agent, org(agent.workspaceId));
  }

  private AgentQueries.Org org(UUID workspace) {
    return queries.org(workspace).orElseThrow(AgentErrors::notFound);
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
