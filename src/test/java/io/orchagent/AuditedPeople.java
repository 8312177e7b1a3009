package io.orchagent;

import io.orchagent.AuditedChanges.Audited;
import io.orchagent.AuditedChanges.Done;
import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestWorkspace;
import java.util.Map;

/** The same for members, invitations and the end of a workspace. */
final class AuditedPeople {
  private AuditedPeople() {}

  static Map<String, Audited> audited() {
    return Map.of(
        "inviteWorkspaceMember",
        new Audited("invite.created", AuditedPeople::invite),
        "revokeWorkspaceInvite",
        new Audited("invite.revoked", AuditedPeople::revoke),
        "acceptInvite",
        new Audited("member.joined", AuditedPeople::accept),
        "changeWorkspaceMember",
        new Audited("member.made_owner", AuditedPeople::promote),
        "removeWorkspaceMember",
        new Audited("member.removed", AuditedPeople::remove),
        "deleteWorkspace",
        new Audited("workspace.deleted", AuditedPeople::delete));
  }

  private static String path(TestWorkspace owner) {
    return "/workspaces/" + owner.workspaceId;
  }

  private static Done invite() {
    TestWorkspace me = TestWorkspace.create();
    return Done.in(
        me,
        me.asOwner().body(Map.of("email", TestWorkspace.newEmail())).post(path(me) + "/invite"));
  }

  private static Done revoke() {
    TestWorkspace me = TestWorkspace.create();
    String id = TestInvite.send(me, TestWorkspace.newEmail(), "member").id();
    return Done.in(me, me.asOwner().delete(path(me) + "/invites/" + id));
  }

  private static Done accept() {
    TestWorkspace owner = TestWorkspace.create();
    TestWorkspace me = TestWorkspace.create();
    TestInvite invite = TestInvite.send(owner, me.email, "member");
    return new Done(
        me.asOwner().body(Map.of("token", invite.token())).post("/invites/accept"),
        me,
        owner.workspaceId);
  }

  private static TestWorkspace guest(TestWorkspace owner) {
    TestWorkspace guest = TestWorkspace.create();
    TestInvite.join(owner, guest, "member");
    return guest;
  }

  private static Done promote() {
    TestWorkspace me = TestWorkspace.create();
    String member = path(me) + "/members/" + guest(me).userId;
    return Done.in(me, me.asOwner().body(Map.of("role", "owner")).patch(member));
  }

  private static Done remove() {
    TestWorkspace me = TestWorkspace.create();
    return Done.in(me, me.asOwner().delete(path(me) + "/members/" + guest(me).userId));
  }

  private static Done delete() {
    TestWorkspace me = TestWorkspace.create();
    return Done.in(me, me.asOwner().queryParam("confirmation_name", me.slug).delete(path(me)));
  }
}
