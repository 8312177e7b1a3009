package io.orchagent.agents.catalogue;

import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentErrors;
import io.orchagent.agents.Series;
import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.security.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.UUID;

/** Gives and takes back stars. Doing the same again changes nothing. */
@ApplicationScoped
public class Stars {
  private final StarQueries queries;
  private final Series series;
  private final Listings listings;
  private final AuditTrail audit;

  Stars(StarQueries queries, Series series, Listings listings, AuditTrail audit) {
    this.queries = queries;
    this.series = series;
    this.listings = listings;
    this.audit = audit;
  }

  @Transactional
  StarApi.Starred star(Principal person, UUID id) {
    Agent agent = held(person, id);
    boolean added = queries.add(agent.id, person.userId());
    return new StarApi.Starred(true, counted(person, agent, added ? 1 : 0, "agent.starred"));
  }

  @Transactional
  StarApi.Starred unstar(Principal person, UUID id) {
    Agent agent = held(person, id);
    boolean removed = queries.remove(agent.id, person.userId());
    return new StarApi.Starred(false, counted(person, agent, removed ? -1 : 0, "agent.unstarred"));
  }

  private int counted(Principal person, Agent agent, int more, String action) {
    int stars = queries.count(agent.id, more);
    if (more != 0) {
      listings.refresh(agent.workspaceId, agent.name);
      // It is the doing of the one who likes it, not of its author
      audit.record(person.workspaceId(), action, agent.label());
    }
    return stars;
  }

  /** One that the person sees, so that it is neither deleted nor hidden meanwhile. */
  private Agent held(Principal person, UUID id) {
    // Workspace, person, agent: the order in which the deletion of an account holds them
    if (!queries.holdPerson(person.workspaceId(), person.userId())) {
      throw Errors.unauthorized();
    }
    return Agent.ownerOf(person.workspaceId(), id)
        .flatMap(owner -> series.locked(owner, id))
        .filter(agent -> agent.isVisibleTo(person.workspaceId()))
        .orElseThrow(AgentErrors::notFound);
  }
}
