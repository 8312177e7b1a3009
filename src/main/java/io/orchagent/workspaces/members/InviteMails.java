package io.orchagent.workspaces.members;

import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.mail.Mails;
import io.orchagent.platform.security.Principal;
import jakarta.inject.Singleton;

/** Makes invitations and tells them by mail, where there is a mailer. */
@Singleton
class InviteMails {
  private final Invites invites;
  private final Mails mails;
  private final RequestContext request;

  InviteMails(Invites invites, Mails mails, RequestContext request) {
    this.invites = invites;
    this.mails = mails;
    this.request = request;
  }

  MemberApi.Invited invite(Principal caller, MemberApi.Create wanted) {
    Invites.Made made = invites.invite(caller, wanted);
    // After the commit: a mail server that is away takes nothing back, the link is in the answer
    if (mails.configured() && (made.often() || !sent(made))) {
      request.warn(
          "MAIL_NOT_SENT",
          "email",
          made.often()
              ? "This address, or this workspace's guests, had many invitations in the last hour:"
                  + " no mail was sent. Hand the invite_url over yourself."
              : "The mail server did not take the invitation. Hand the invite_url over yourself.");
    }
    return new MemberApi.Invited(made.view());
  }

  private boolean sent(Invites.Made made) {
    return mails.send(
        made.view().email(),
        "You are invited to " + made.workspaceName() + " on orchagent",
        """
        You are invited to the workspace "%s" as %s.

        %s

        Register or sign in with this email address, then accept with the token of that link:
        POST /invites/accept {"token": "inv_..."}. It is good once, until %s.
        If you do not expect this, do nothing.
        """
            .formatted(
                made.workspaceName(),
                made.view().role(),
                made.view().inviteUrl(),
                made.view().expiresAt()));
  }
}
