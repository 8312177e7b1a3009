package io.orchagent.workspaces.members;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.http.PublicUrl;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.platform.tenancy.Role;
import io.orchagent.workspaces.Plans;
import io.orchagent.workspaces.WorkspaceApi;
import io.orchagent.workspaces.Workspaces;
import io.orchagent.workspaces.members.InviteQueries.Found;
import io.orchagent.workspaces.members.MemberQueries.Held;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Invitations: made, listed, revoked, accepted. */
@ApplicationScoped
public class Invites {
  private static final Duration LIFETIME = Duration.ofDays(7);
  private static final String PREFIX = "inv_";
  private static final int MOST_LISTED = 200;

  private final MemberQueries members;
  private final InviteQueries queries;
  private final Workspaces workspaces;
  private final Plans plans;
  private final ChangeLog changes;
  private final PublicUrl address;
  private final Clock clock;

  Invites(
      MemberQueries members,
      InviteQueries queries,
      Workspaces workspaces,
      Plans plans,
      ChangeLog changes,
      PublicUrl address,
      Clock clock) {
    this.members = members;
    this.queries = queries;
    this.workspaces = workspaces;
    this.plans = plans;
    this.changes = changes;
    this.address = address;
    this.clock = clock;
  }

  /**
   * An invitation that was made.
   *
   * @param workspaceName for the mail
   * @param often whether this address, or this workspace's guests together, were told a lot lately
   */
  record Made(MemberApi.Made view, String workspaceName, boolean often) {}

  /** Invites an address; an earlier invitation of it is good no more. */
  @Transactional
  Made invite(Principal caller, MemberApi.Create wanted) {
    Held workspace = members.hold(caller.workspaceId()).orElseThrow(MemberErrors::noWorkspace);
    if (!members.isOwner(workspace.id(), caller.userId())) {
      throw MemberErrors.ownersOnly();
    }
    String email = String.valueOf(wanted.email());
    if (members.hasAddress(workspace.id(), email)) {
      throw MemberErrors.memberAlready();
    }
    requireRoom(workspace, queries.countPending(workspace.id(), email));
    boolean often =
        queries.lately(workspace.id(), email) >= 5 || queries.lately(workspace.id(), null) >= 50;
    queries.replace(workspace.id(), email);
    UUID id = Ids.newId();
    String token = Tokens.random(PREFIX);
    String role = wanted.role() == null ? Role.MEMBER.wire() : wanted.role();
    Instant expires = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.MICROS);
    queries.insert(id, workspace.id(), email, role, Hashes.sha256(token), caller.userId(), expires);
    changes.record(workspace.id(), "invite.created", email);
    return new Made(
        new MemberApi.Made(
            id, email, role, expires, address.value() + "/invites/accept?token=" + token),
        workspace.name(),
        often);
  }

  private void requireRoom(Held workspace, long invited) {
    OptionalLong most = plans.of(workspace.id(), workspace.plan()).members();
    if (most.isPresent() && members.count(workspace.id()) + invited >= most.getAsLong()) {
      throw MemberErrors.full(most.getAsLong(), workspace.plan());
    }
  }

  /** Those that wait, newest first. */
  @Transactional
  public Page<MemberApi.View> list(UUID workspace, PageRequest page) {
    return Page.of(
        queries.pending(workspace, page.limit(), page.offset()),
        queries.countPending(workspace, ""),
        page);
  }

  /** Those that wait, for who sees the members. */
  @Transactional
  public List<MemberApi.View> pending(UUID workspace) {
    return queries.pending(workspace, MOST_LISTED, 0);
  }

  /** Ends one before anybody accepted it. */
  @Transactional
  public void revoke(UUID workspace, UUID id) {
    if (members.hold(workspace).isEmpty()) {
      throw MemberErrors.noWorkspace();
    }
    String email = queries.revoke(workspace, id).orElseThrow(MemberErrors::noInvite);
    changes.record(workspace, "invite.revoked", email);
  }

  /** Makes the caller, whose address was invited, a member. */
  @Transactional
  public WorkspaceApi.View accept(Principal caller, String token) {
    if (caller.credential().workspaceLocked()) {
      throw MemberErrors.lockedKey();
    }
    Held workspace = workspace(token);
    Found invite = queries.find(Hashes.sha256(token)).orElseThrow(MemberErrors::noSuchToken);
    String email = members.holdPerson(caller.userId()).orElseThrow(MemberErrors::forSomebodyElse);
    if (!invite.email().equalsIgnoreCase(email)) {
      throw MemberErrors.forSomebodyElse();
    }
    if (invite.acceptedAt() != null) {
      throw MemberErrors.accepted();
    }
    if (!invite.pending()) {
      throw MemberErrors.noSuchToken();
    }
    join(workspace, invite, caller.userId(), email);
    return workspaces.get(caller.userId(), workspace.id());
  }

  /**
   * Makes a person who is registering a member, in the transaction that makes the person.
   *
   * @param token its digest
   * @throws io.orchagent.platform.errors.ApiException FORBIDDEN when the token is no good for this
   *     address
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void joinAs(UUID person, String email, byte[] token) {
    Found known = usable(email, token);
    Held workspace = members.hold(known.workspaceId()).orElseThrow(MemberErrors::unusable);
    Found invite = queries.find(token).filter(Found::pending).orElseThrow(MemberErrors::unusable);
    join(workspace, invite, person, email);
  }

  /**
   * Whether an invitation would do for who wants to register; it stays as it is.
   *
   * @param token its digest
   * @throws io.orchagent.platform.errors.ApiException FORBIDDEN as {@link #joinAs}
   */
  @Transactional
  public void requireUsable(String email, byte[] token) {
    if (!usable(email, token).pending()) {
      throw MemberErrors.unusable();
    }
  }

  private Found usable(String email, byte[] token) {
    return queries
        .find(token)
        .filter(invite -> invite.email().equalsIgnoreCase(email))
        .orElseThrow(MemberErrors::unusable);
  }

  /**
   * Held before the invitation is looked at: of two who accept, the second sees what the first did.
   */
  private Held workspace(String token) {
    if (!Tokens.hasForm(token, PREFIX)) {
      throw MemberErrors.noSuchToken();
    }
    return queries
        .find(Hashes.sha256(token))
        .flatMap(invite -> members.hold(invite.workspaceId()))
        .orElseThrow(MemberErrors::noSuchToken);
  }

  private void join(Held workspace, Found invite, UUID person, String email) {
    requireRoom(workspace, 0);
    members.insert(workspace.id(), person, invite.role());
    queries.accept(invite.id(), person);
    changes.recordAs(person, workspace.id(), "member.joined", email);
  }
}
