package io.orchagent.identity;

import io.orchagent.identity.RegistrationConfig.Mode;
import io.orchagent.platform.embedded.EmbeddedConfig;
import io.orchagent.platform.errors.Errors;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Who may make an account. */
@Singleton
class RegistrationPolicy {
  private final Mode mode;

  RegistrationPolicy(RegistrationConfig config, EmbeddedConfig embedded) {
    this.mode = config.mode().orElse(embedded.active() ? Mode.OPEN : Mode.INVITE);
  }

  void require(@Nullable String inviteToken) {
    if (mode == Mode.CLOSED) {
      throw Errors.forbidden(
          "This server takes no registrations. Ask its administrator for an account.");
    }
    if (inviteToken != null) {
      // No invitation was ever made, so every token is a wrong one.
      throw Errors.forbidden(
          "This invitation is unknown, used or expired. Ask who invited you for a new one.");
    }
    if (mode == Mode.INVITE) {
      throw Errors.forbidden(
          "Registration on this server needs an invitation: send its token as 'invite_token'. Ask"
              + " an owner of a workspace for one.");
    }
  }
}
