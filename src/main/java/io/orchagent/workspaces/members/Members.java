package io.orchagent.workspaces.members;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.security.Stamps;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.platform.tenancy.Role;
import io.orchagent.workspaces.WorkspaceApi;
import io.orchagent.workspaces.Workspaces;
import io.orchagent.workspaces.members.MemberQueries.Held;
import io.orchagent.workspaces.members.MemberQueries.Member;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** What members are in a workspace, and that they leave it. */
@ApplicationScoped
public class Members {
  private final MemberQueries queries;
  private final Departures departures;
  private final Workspaces workspaces;
  private final ChangeLog changes;
  private final Stamps stamps;

  Members(
      MemberQueries queries,
      Departures departures,
      Workspaces workspaces,
      ChangeLog changes,
      Stamps stamps) {
    this.queries = queries;
    this.departures = departures;
    this.workspaces = workspaces;
    this.changes = changes;
    this.stamps = stamps;
  }

  public Page<WorkspaceApi.MemberView> list(UUID workspace, PageRequest page) {
    return workspaces.members(workspace, page);
  }

  /** Makes a member an owner or an owner a member; nothing when the person is that already. */
  public WorkspaceApi.MemberView change(Principal caller, UUID user, Role role) {
    UUID workspace = caller.workspaceId();
    try {
      QuarkusTransaction.requiringNew().run(() -> change(held(workspace), caller, user, role));
    } finally {
      stamps.changed(user);
    }
    return workspaces.member(workspace, user).orElseThrow(MemberErrors::noMember);
  }

  private void change(Held workspace, Principal caller, UUID user, Role role) {
    ownerStill(workspace, caller);
    Member member = member(workspace, user);
    if (member.role() == role) {
      return;
    }
    stamps.changing(user);
    if (role != Role.OWNER) {
      keepAnOwner(workspace, user);
    }
    queries.setRole(workspace.id(), user, role);
    if (role != Role.OWNER) {
      departures.disown(workspace, user, true);
    }
    changes.record(
        workspace.id(),
        role == Role.OWNER ? "member.made_owner" : "member.made_member",
        member.email());
  }

  /** Takes somebody out: an owner anybody, others themselves. */
  public void remove(Principal caller, UUID user) {
    boolean leaves = caller.userId().equals(user);
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                Held workspace = held(caller.workspaceId());
                if (!leaves) {
                  ownerStill(workspace, caller);
                }
                Member member = member(workspace, user);
                if (member.role() == Role.OWNER) {
                  keepAnOwner(workspace, user);
                }
                departures.leave(workspace, user, true);
                changes.record(
                    workspace.id(), leaves ? "member.left" : "member.removed", member.email());
              });
    } finally {
      stamps.changed(user);
    }
  }

  private Held held(UUID workspace) {
    return queries.hold(workspace).orElseThrow(MemberErrors::noWorkspace);
  }

  /** What the caller was when the request came may have changed before the lock was had. */
  private void ownerStill(Held workspace, Principal caller) {
    if (!queries.isOwner(workspace.id(), caller.userId())) {
      throw MemberErrors.ownersOnly();
    }
  }

  private Member member(Held workspace, UUID user) {
    return queries.find(workspace.id(), user).orElseThrow(MemberErrors::noMember);
  }

  private void keepAnOwner(Held workspace, UUID user) {
    if (departures.heir(workspace.id(), user).isEmpty()) {
      throw MemberErrors.lastOwner();
    }
  }
}
