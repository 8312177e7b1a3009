package io.orchagent.workspaces.members;

import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.platform.tenancy.Role;
import io.orchagent.workspaces.members.MemberQueries.Held;
import io.orchagent.workspaces.members.MemberQueries.Member;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Takes a person whose account is being deleted out of all workspaces. */
@ApplicationScoped
public class Farewell {
  private final MemberQueries queries;
  private final InviteQueries invites;
  private final Departures departures;
  private final ChangeLog changes;

  Farewell(MemberQueries queries, InviteQueries invites, Departures departures, ChangeLog changes) {
    this.queries = queries;
    this.invites = invites;
    this.departures = departures;
    this.changes = changes;
  }

  /**
   * Deletes the workspaces that nobody else is in and leaves the others, in the transaction that
   * deletes the account, whose row is held until that ends.
   *
   * @return the deleted ones, for {@link #ended} after the commit
   * @throws io.orchagent.platform.errors.ApiException CONFLICT when others would be without an
   *     owner
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public List<UUID> leaveAll(UUID user, String email) {
    List<UUID> ids = queries.ofPerson(user);
    List<Held> held = ids.stream().flatMap(id -> queries.holdWhole(id).stream()).toList();
    // Who joins holds the workspace and then the person: afterwards, nothing can have come in
    if (!queries.holdPersonWhole(user) || !queries.ofPerson(user).equals(ids)) {
      throw MemberErrors.changedMeanwhile();
    }
    List<Held> alone = new ArrayList<>();
    List<Held> shared = new ArrayList<>();
    List<String> stuck = new ArrayList<>();
    for (Held workspace : held) {
      List<Member> members = queries.all(workspace.id());
      if (members.size() == 1) {
        alone.add(workspace);
      } else if (owns(members, user) && departures.heir(workspace.id(), user).isEmpty()) {
        stuck.add(workspace.slug());
      } else {
        shared.add(workspace);
      }
    }
    if (!stuck.isEmpty()) {
      throw MemberErrors.soleOwner(stuck);
    }
    alone.forEach(workspace -> departures.end(workspace, false));
    for (Held workspace : shared) {
      departures.leave(workspace, user, false);
      changes.record(workspace.id(), "member.left", email);
    }
    invites.forget(email);
    return alone.stream().map(Held::id).toList();
  }

  private static boolean owns(List<Member> members, UUID user) {
    return members.stream()
        .anyMatch(member -> member.userId().equals(user) && member.role() == Role.OWNER);
  }

  /** After the commit. */
  public void ended(List<UUID> workspaces) {
    workspaces.forEach(departures::ended);
  }
}
