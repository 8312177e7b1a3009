package io.orchagent.platform.embedded;

import java.util.UUID;

/** How a fresh server gets its first person. Implemented where accounts live. */
public interface FirstStart {
  /** Creates an administrator with a personal workspace, unless the address is taken. */
  void ensureAdministrator(String email, String password);

  /**
   * An administrator who owns a workspace with this slug, and a new API key for it. The person may
   * exist, when a credentials file was lost: then they get this password, and the key is new.
   */
  FirstAccount open(String email, String password, String workspaceSlug);

  /** What the credentials file holds, and nobody can read again elsewhere. */
  record FirstAccount(UUID workspaceId, String workspaceSlug, String apiKey) {}
}
