package io.orchagent.identity;

import io.orchagent.identity.RegistrationConfig.Mode;
import io.orchagent.platform.embedded.EmbeddedConfig;
import io.orchagent.platform.errors.Errors;
import io.orchagent.workspaces.Person;
import io.orchagent.workspaces.members.Invites;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Who may make an account. */
@Singleton
class RegistrationPolicy {
  private final Mode mode;
  private final Invites invites;

  RegistrationPolicy(RegistrationConfig config, EmbeddedConfig embedded, Invites invites) {
    this.invites = invites;
    this.mode = config.mode().orElse(embedded.active() ? Mode.OPEN : Mode.INVITE);
  }

  void require(@Nullable String inviteToken) {
    if (mode == Mode.CLOSED) {
      throw Errors.forbidden(
          "This server takes no registrations. Ask its administrator for an account.");
    }
    if (mode == Mode.INVITE && inviteToken == null) {
      throw Errors.forbidden(
          "Registration on this server needs an invitation: send its token as 'invite_token'. Ask"
              + " an owner of a workspace for one.");
    }
  }

  /** Who brings an invitation comes into the inviting workspace, in the same transaction. */
  void join(Person person, @Nullable String inviteToken) {
    if (inviteToken != null) {
      invites.joinAs(person.id(), person.email(), inviteToken);
    }
  }
}
