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

  /**
   * @param invite digest of the token that was sent, or null
   */
  void require(byte @Nullable [] invite) {
    if (mode == Mode.CLOSED) {
      throw Errors.forbidden(
          "This server takes no registrations. Ask its administrator for an account.");
    }
    if (mode == Mode.INVITE && invite == null) {
      throw Errors.forbidden(
          "Registration on this server needs an invitation: send its token as 'invite_token'. Ask"
              + " an owner of a workspace for one.");
    }
  }

  /** 403 when an invitation was sent that is no good for this address. */
  void requireUsable(String email, byte @Nullable [] invite) {
    if (invite != null) {
      invites.requireUsable(email, invite);
    }
  }

  /** Who brings an invitation comes into the inviting workspace, in the same transaction. */
  void join(Person person, byte @Nullable [] invite) {
    if (invite != null) {
      invites.joinAs(person.id(), person.email(), invite);
    }
  }
}
