package io.orchagent.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Optional;

/** Who may make an account. */
@ConfigMapping(prefix = "orchagent.registration")
public interface RegistrationConfig {
  /**
   * {@code open} (anybody), {@code invite} (who has an invitation) or {@code closed} (nobody).
   * Absent: open on one machine with servers of its own, else invite.
   */
  @WithParentName
  Optional<Mode> mode();

  /** Who may make an account. */
  enum Mode {
    OPEN,
    INVITE,
    CLOSED
  }
}
