package io.orchagent.agents;

import java.util.List;
import java.util.UUID;

/**
 * Port: what uses versions from outside, and is touched when they go: schedules and services. All
 * its questions are asked in the transaction of the change, under the row of the series, or to tell
 * somebody beforehand.
 */
public interface AgentUses {
  /** What uses any of these versions now. A service that is running keeps them from going. */
  Uses of(UUID workspace, List<UUID> versions);

  /**
   * These versions are deleted with the transaction under way; nothing of them starts any more.
   * They may be restored for some time.
   */
  void removed(UUID workspace, List<UUID> versions);

  /**
   * All versions of an agent belong to another workspace with the transaction under way. What
   * remains in the old one and can't find them any more is disabled, with an event.
   *
   * @return how many schedules were disabled
   */
  int transferred(UUID from, UUID to, List<UUID> versions);

  /**
   * Counts of one kind of use, or of all.
   *
   * @param schedules that start a version, enabled or not
   * @param services that exist
   * @param running services that run, or are to run
   */
  record Uses(int schedules, int services, int running) {
    public static final Uses NONE = new Uses(0, 0, 0);

    public Uses plus(Uses other) {
      return new Uses(
          schedules + other.schedules, services + other.services, running + other.running);
    }
  }
}
