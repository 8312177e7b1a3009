package io.orchagent.workspaces;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.platform.tenancy.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tenants: making, finding and changing them. */
@ApplicationScoped
public class Workspaces {
  private static final int SUFFIX_LENGTH = 6;

  private final WorkspaceQueries queries;
  private final Plans plans;
  private final ChangeLog changes;
  private final Clock clock;

  Workspaces(WorkspaceQueries queries, Plans plans, ChangeLog changes, Clock clock) {
    this.queries = queries;
    this.plans = plans;
    this.changes = changes;
    this.clock = clock;
  }

  @Transactional
  public Optional<WorkspaceRef> findBySlug(String slug) {
    return Workspace.findBySlug(slug).map(Workspace::ref);
  }

  /** The workspace with this id; 404 when it is gone. */
  @Transactional
  public WorkspaceRef ref(UUID id) {
    return living(id).ref();
  }

  /** The workspace with this slug, when this person owns it. */
  @Transactional
  public Optional<WorkspaceRef> findOwned(UUID userId, String slug) {
    return Workspace.findBySlug(slug)
        .filter(workspace -> workspace.ownerUserId.equals(userId))
        .map(Workspace::ref);
  }

  /** The workspace that a person got with the registration. */
  @Transactional
  public Optional<WorkspaceRef> personalOf(UUID userId) {
    return Workspace.findPersonal(userId).map(Workspace::ref);
  }

  /**
   * A new person's own workspace, to be called in the transaction that makes the person.
   *
   * @param slug null to make one from the name
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public WorkspaceApi.View createPersonal(UUID owner, String name, @Nullable String slug) {
    return create(owner, name, slug, Workspace.PERSONAL);
  }

  /** 409 when a workspace has this slug, or had it; null is always free. */
  @Transactional
  public void requireFree(@Nullable String slug) {
    if (slug != null && isTaken(slug)) {
      throw WorkspaceErrors.slugTaken(slug);
    }
  }

  /** Whether a workspace has this slug, or had it. */
  @Transactional
  public boolean isTaken(String slug) {
    return queries.slugTaken(slug);
  }

  /** A further workspace of a person who may own more. */
  @Transactional
  public WorkspaceApi.View createTeam(UUID owner, String name, @Nullable String slug) {
    if (!queries.lockOwner(owner)) {
      throw Errors.unauthorized();
    }
    List<WorkspaceQueries.OnPlan> owned = queries.owned(owner);
    // The most generous of the person's plans decides.
    PlanLimits best =
        owned.stream()
            .map(workspace -> plans.of(workspace.id(), workspace.plan()))
            .max(Comparator.comparingLong(limits -> limits.workspaces().orElse(Long.MAX_VALUE)))
            .orElseGet(() -> plans.of(plans.standard()));
    if (best.workspaces().isPresent() && owned.size() >= best.workspaces().getAsLong()) {
      throw WorkspaceErrors.tooMany(best.workspaces().getAsLong(), best.plan());
    }
    return create(owner, name, slug, Workspace.TEAM);
  }

  private WorkspaceApi.View create(UUID owner, String name, @Nullable String slug, String type) {
    UUID id = Ids.newId();
    String chosen = slug == null ? insertUnderFreeSlug(id, name, type, owner) : slug;
    if (slug != null) {
      if (!queries.insert(id, name, slug, type, plans.standard(), owner)) {
        throw WorkspaceErrors.slugTaken(slug);
      }
    }
    queries.insertMember(id, owner, Role.OWNER.wire());
    changes.recordAs(owner, id, "workspace.created", chosen);
    return queries.find(owner, id).orElseThrow();
  }

  private String insertUnderFreeSlug(UUID id, String name, String type, UUID owner) {
    String wanted = Slugs.from(name);
    String slug = wanted;
    while (!queries.insert(id, name, slug, type, plans.standard(), owner)) {
      String random = Tokens.random("").substring(0, SUFFIX_LENGTH).toLowerCase(Locale.ROOT);
      slug = Slugs.withSuffix(wanted, random);
    }
    return slug;
  }

  /**
   * The workspaces of a person.
   *
   * @param only null for all; a credential that is locked sees its own alone
   */
  @Transactional
  public Page<WorkspaceApi.View> list(UUID user, @Nullable UUID only, PageRequest page) {
    long total = only == null ? queries.count(user) : 1;
    return Page.of(queries.list(user, only, page), total, page);
  }

  @Transactional
  public WorkspaceApi.View get(UUID user, UUID id) {
    return queries.find(user, id).orElseThrow(WorkspaceErrors::notFound);
  }

  @Transactional
  public WorkspaceApi.Org org(UUID id) {
    return WorkspaceApi.Org.of(living(id));
  }

  @Transactional
  public WorkspaceApi.Org rename(UUID id, WorkspaceApi.OrgPatch patch) {
    Workspace workspace = living(id);
    if (patch.name().present()) {
      workspace.rename(patch.name().value(), clock.instant());
      changes.record(id, "workspace.changed", workspace.slug + ": name");
    }
    return WorkspaceApi.Org.of(workspace);
  }

  @Transactional
  public WorkspaceApi.View change(UUID user, UUID id, WorkspaceApi.Patch patch) {
    Workspace workspace = living(id);
    List<String> changed = workspace.apply(patch, clock.instant());
    if (!changed.isEmpty()) {
      changes.record(id, "workspace.changed", workspace.slug + ": " + String.join(", ", changed));
      Workspace.flush();
    }
    return get(user, id);
  }

  @Transactional
  public Page<WorkspaceApi.MemberView> members(UUID id, PageRequest page) {
    return Page.of(queries.members(id, null, page), queries.countMembers(id), page);
  }

  /** One member, when this person is one. */
  @Transactional
  public Optional<WorkspaceApi.MemberView> member(UUID id, UUID person) {
    return queries.members(id, person, new PageRequest(1, 0)).stream().findFirst();
  }

  private static Workspace living(UUID id) {
    return Workspace.findLiving(id).orElseThrow(() -> Errors.notFound("Workspace"));
  }
}
