package io.orchagent.agents.life;

import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentChanges;
import io.orchagent.agents.AgentErrors;
import io.orchagent.agents.AgentKeys;
import io.orchagent.agents.AgentSpec;
import io.orchagent.agents.AgentSpecs;
import io.orchagent.agents.AgentViews;
import io.orchagent.agents.InstallQueue;
import io.orchagent.agents.Reach;
import io.orchagent.agents.Series;
import io.orchagent.agents.SkillName;
import io.orchagent.agents.Skills;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.Membership;
import io.orchagent.workspaces.WorkspaceRef;
import io.orchagent.workspaces.Workspaces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Copies public versions, whose source is open, into workspaces of those who like them. */
@ApplicationScoped
public class Forks {
  private final LifeQueries queries;
  private final Series series;
  private final Needs needs;
  private final Copies copies;
  private final AgentChanges changes;
  private final Reach reach;
  private final Workspaces workspaces;

  Forks(
      LifeQueries queries,
      Series series,
      Needs needs,
      Copies copies,
      AgentChanges changes,
      Reach reach,
      Workspaces workspaces) {
    this.queries = queries;
    this.series = series;
    this.needs = needs;
    this.copies = copies;
    this.changes = changes;
    this.reach = reach;
    this.workspaces = workspaces;
  }

  /**
   * A private copy, the first version of its name.
   *
   * @param workspace of the caller; null for the selected one
   * @param newName null for the source's
   */
  @Transactional
  LifeApi.Forked fork(
      Principal person, UUID id, @Nullable UUID workspace, @Nullable String newName) {
    UUID owner = Agent.ownerOf(person.workspaceId(), id).orElseThrow(AgentErrors::notFound);
    Membership target =
        workspace == null ? person.membership() : reach.membership(person, workspace);
    // Held, so that it is still open, and still there, when the copy is
    Agent source = series.locked(owner, id).orElseThrow(AgentErrors::notFound);
    requireOpen(source, person.workspaceId());
    List<String> missing = needs.missing(source, target.workspaceId());
    if (!missing.isEmpty()) {
      throw LifeErrors.outOfSight(missing);
    }
    String name = newName == null ? source.name : newName;
    if (!queries.begin(target.workspaceId(), name)) {
      throw LifeErrors.nameTaken(name, "Send another as new_name.");
    }
    Agent fork = copies.make(source, target.workspaceId(), name, person.userId());
    queries.countFork(source.id);
    changes.counted(source);
    WorkspaceRef org = workspaces.ref(owner);
    String from = org.slug() + "/" + source.name + "@" + source.versionName();
    changes.tell(fork.workspaceId, fork.name, "agent.forked", fork.label() + " from " + from);
    return copies.answer(fork, source, person.userId());
  }

  private static void requireOpen(Agent source, UUID caller) {
    if (!source.isVisibleTo(caller)) {
      throw AgentErrors.notFound();
    }
    if (!source.isPublic) {
      throw LifeErrors.notForkable("it is private. Publish it under another name instead.");
    }
    if (!source.isFree()) {
      throw LifeErrors.notForkable("it has a price. Call it, or ask its author.");
    }
    if (!source.allowLocalDownload) {
      throw LifeErrors.notForkable("its author keeps its source. Call it, or ask its author.");
    }
  }

  /** What a copy would need in another workspace. */
  @Singleton
  static class Needs {
    private final LifeQueries queries;
    private final AgentSpecs specs;
    private final Skills skills;

    Needs(LifeQueries queries, AgentSpecs specs, Skills skills) {
      this.queries = queries;
      this.specs = specs;
      this.skills = skills;
    }

    /** What that workspace can't use, in words. */
    List<String> missing(Agent source, UUID workspace) {
      List<String> missing = new ArrayList<>();
      queries
          .dependenciesOutOfSight(source.id, workspace)
          .forEach(reference -> missing.add(reference + " is deleted or not visible to it"));
      AgentSpec spec = specs.read(source);
      for (String named : spec.defaultSkills()) {
        SkillName.parse(named)
            .flatMap(
                name ->
                    Skills.problem(skills.find(workspace, name), workspace, source.executionEngine))
            .ifPresent(problem -> missing.add(named + " " + problem));
      }
      return missing;
    }
  }

  /** The making of a copy. */
  @Singleton
  static class Copies {
    private final LifeQueries queries;
    private final InstallQueue installs;
    private final AgentKeys keys;
    private final AgentViews views;
    private final Removals.Times times;

    Copies(
        LifeQueries queries,
        InstallQueue installs,
        AgentKeys keys,
        AgentViews views,
        Removals.Times times) {
      this.queries = queries;
      this.installs = installs;
      this.keys = keys;
      this.views = views;
      this.times = times;
    }

    Agent make(Agent source, UUID workspace, String name, UUID author) {
      Agent fork = new Agent();
      fork.id = Ids.newId();
      fork.workspaceId = workspace;
      fork.name = name;
      fork.version = 1;
      fork.publishedBy = author;
      fork.forkedFrom = source.id;
      Instant now = times.now();
      fork.createdAt = now;
      fork.updatedAt = now;
      fork.copyContent(source, now);
      fork.persistAndFlush();
      if (fork.isProcessing()) {
        installs.add(fork);
      }
      return fork;
    }

    LifeApi.Forked answer(Agent fork, Agent source, UUID author) {
      boolean calls = queries.copyDependencies(source.id, fork.id) > 0;
      String key = calls ? keys.issue(fork, author) : null;
      return new LifeApi.Forked(views.own(fork), key, key == null ? null : AgentKeys.prefix(key));
    }
  }
}
