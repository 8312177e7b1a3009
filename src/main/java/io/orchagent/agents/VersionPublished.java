package io.orchagent.agents;

import java.util.UUID;

/**
 * Port: there is a newer version that can run, and what follows its agent moves to it: enabled
 * schedules without {@code pin_version}, services with {@code auto_update}, in the same workspace.
 * Asked in the transaction that makes the version runnable, once for each version, and never for
 * one that is older than another that can run.
 */
public interface VersionPublished {
  /** How many moved. */
  Moved moveTo(NewVersion version);

  /**
   * A version that can run.
   *
   * @param agentId of the version, as schedules and services name it
   * @param version like v3
   * @param hasCode whether it has a bundle, which is active
   */
  record NewVersion(UUID workspaceId, UUID agentId, String name, String version, boolean hasCode) {}

  /** What moved. */
  record Moved(int schedules, int services) {
    public static final Moved NOTHING = new Moved(0, 0);

    Moved plus(Moved other) {
      return new Moved(schedules + other.schedules, services + other.services);
    }
  }
}
