package io.orchagent.workspaces;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person, as other features see one.
 *
 * @param preferences a JSON object as text
 * @param admin true for the server's own people
 */
public record Person(
    UUID id,
    String email,
    @Nullable String displayName,
    String preferences,
    boolean admin,
    Instant createdAt,
    @Nullable Instant lastLoginAt) {
  static Person of(AppUser user) {
    return new Person(
        user.id,
        user.email,
        user.displayName,
        user.preferences,
        user.admin,
        user.createdAt,
        user.lastLoginAt);
  }

  /** How a workspace of this person is called at first. */
  public String nameOrAddress() {
    return displayName == null ? Emails.local(email) : displayName;
  }
}
