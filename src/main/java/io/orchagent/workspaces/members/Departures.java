package io.orchagent.workspaces.members;

import io.orchagent.platform.security.Stamps;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.platform.tenancy.Role;
import io.orchagent.workspaces.People;
import io.orchagent.workspaces.Workspaces;
import io.orchagent.workspaces.members.MemberQueries.Held;
import io.orchagent.workspaces.members.MemberQueries.Member;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What it means for a workspace that one of its people goes or owns it no more; and its end. */
@Singleton
class Departures {
  private final MemberQueries queries;
  private final InviteQueries invites;
  private final Workspaces workspaces;
  private final People people;
  private final List<WorkspaceContents> contents;
  private final ChangeLog changes;
  private final Stamps stamps;

  Departures(
      MemberQueries queries,
      InviteQueries invites,
      Workspaces workspaces,
      People people,
      @All List<WorkspaceContents> contents,
      ChangeLog changes,
      Stamps stamps) {
    this.queries = queries;
    this.invites = invites;
    this.workspaces = workspaces;
    this.people = people;
    this.contents = contents;
    this.changes = changes;
    this.stamps = stamps;
  }

  /** An owner who is not this person, the one who is in it longest. */
  Optional<UUID> heir(UUID workspace, UUID user) {
    return queries.all(workspace).stream()
        .filter(member -> member.role() == Role.OWNER && !member.userId().equals(user))
        .map(Member::userId)
        .findFirst();
  }

  /** Takes a person out, in a transaction that holds the workspace and has found that it may. */
  void leave(Held workspace, UUID user, boolean goesOn) {
    stamps.changing(user);
    queries.remove(workspace.id(), user);
    contents.forEach(feature -> feature.left(workspace.id(), user));
    disown(workspace, user, goesOn);
  }

  /**
   * A workspace whose person goes, or is a plain member from now on, becomes that of another owner.
   *
   * @param goesOn whether the person does: then a new personal workspace takes the place of this
   */
  void disown(Held workspace, UUID user, boolean goesOn) {
    if (!workspace.ownerUserId().equals(user)) {
      return;
    }
    queries.handOver(workspace.id(), heir(workspace.id(), user).orElseThrow());
    if (goesOn && workspace.isPersonalOf(user)) {
      newPersonal(user);
    }
  }

  /**
   * Deletes a workspace that is held whole, in the transaction of the caller, who tells {@link
   * #ended} when that is over.
   *
   * @param ownerGoesOn whether its owner keeps an account: then a new personal workspace takes the
   *     place of a personal one
   * @return who was in it
   */
  List<UUID> end(Held workspace, boolean ownerGoesOn) {
    List<UUID> members = queries.all(workspace.id()).stream().map(Member::userId).toList();
    members.forEach(stamps::changing);
    contents.forEach(feature -> feature.remove(workspace.id()));
    invites.revokeAll(workspace.id());
    queries.removeAll(workspace.id());
    queries.bury(workspace.id());
    changes.record(workspace.id(), "workspace.deleted", workspace.slug());
    if (ownerGoesOn && workspace.isPersonalOf(workspace.ownerUserId())) {
      newPersonal(workspace.ownerUserId());
    }
    return members;
  }

  /** After the commit: what is not in the database. */
  void ended(UUID workspace) {
    contents.forEach(feature -> feature.removed(workspace));
  }

  /** Once more, for what came in while it was deleted. */
  void again(UUID workspace) {
    contents.forEach(feature -> feature.remove(workspace));
  }

  private void newPersonal(UUID user) {
    people
        .find(user)
        .ifPresent(person -> workspaces.createPersonal(user, person.nameOrAddress(), null));
  }
}
