package io.orchagent.workspaces;

import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.security.Stamps;
import io.orchagent.platform.tenancy.ChangeLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an administrator decides about a workspace: its plan, and limits of its own. */
@ApplicationScoped
public class Terms {
  private final Plans plans;
  private final OwnLimits own;
  private final Sql sql;
  private final Stamps stamps;
  private final ChangeLog changes;
  private final Clock clock;

  Terms(Plans plans, OwnLimits own, Sql sql, Stamps stamps, ChangeLog changes, Clock clock) {
    this.plans = plans;
    this.own = own;
    this.sql = sql;
    this.stamps = stamps;
    this.changes = changes;
    this.clock = clock;
  }

  /**
   * A workspace and what it may use.
   *
   * @param ownLimits instead of the plan's, by name
   * @param limits those that count; what is without limit is not there
   */
  public record Agreed(
      UUID id,
      String name,
      String slug,
      String type,
      String plan,
      UUID ownerUserId,
      Instant createdAt,
      Map<String, Long> ownLimits,
      Map<String, Long> limits) {}

  @Transactional
  public Agreed of(UUID workspaceId) {
    Workspace workspace = living(workspaceId);
    Map<String, Long> ownLimits = own.read(workspaceId);
    return new Agreed(
        workspace.id,
        workspace.name,
        workspace.slug,
        workspace.type,
        workspace.plan,
        workspace.ownerUserId,
        workspace.createdAt,
        new TreeMap<>(ownLimits),
        plans.of(workspace.plan).with(ownLimits).values());
  }

  /**
   * Changes what is named; it counts from the next call on.
   *
   * @param plan null to leave it as it is; one of {@link Plans#names}
   * @param limits by name; null for the plan's again
   */
  public Agreed change(
      UUID workspaceId, @Nullable String plan, Map<String, @Nullable Long> limits) {
    List<UUID> told =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  List<UUID> members = plan == null ? List.of() : change(workspaceId, plan);
                  change(workspaceId, limits);
                  return members;
                });
    told.forEach(stamps::changed);
    own.forget(workspaceId);
    return of(workspaceId);
  }

  /** Credentials remember the plan: those of the members are read anew. */
  private List<UUID> change(UUID workspaceId, String plan) {
    Workspace workspace = living(workspaceId);
    if (workspace.plan.equals(plan)) {
      return List.of();
    }
    List<UUID> members =
        sql.list(
            "select user_id from workspace_member where workspace_id = ?",
            row -> row.id("user_id"),
            workspaceId);
    members.forEach(stamps::changing);
    changes.record(workspaceId, "workspace.plan_changed", workspace.plan + " to " + plan);
    workspace.plan = plan;
    workspace.updatedAt = clock.instant();
    return members;
  }

  private void change(UUID workspaceId, Map<String, @Nullable Long> limits) {
    living(workspaceId);
    if (limits.isEmpty()) {
      return;
    }
    new TreeMap<>(limits)
        .forEach(
            (name, value) -> {
              if (value == null) {
                own.clear(workspaceId, name);
              } else {
                own.set(workspaceId, name, value);
              }
            });
    String told =
        new TreeMap<>(limits)
            .entrySet().stream()
                .map(e -> e.getKey() + ": " + (e.getValue() == null ? "plan's" : e.getValue()))
                .collect(Collectors.joining(", "));
    changes.record(workspaceId, "workspace.limits_changed", told);
  }

  private static Workspace living(UUID id) {
    return Workspace.findLiving(id).orElseThrow(() -> Errors.notFound("Workspace"));
  }
}
