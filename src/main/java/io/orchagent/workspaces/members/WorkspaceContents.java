package io.orchagent.workspaces.members;

import java.util.UUID;

/**
 * Port: who keeps something of a workspace takes it out of reach when the workspace is deleted, and
 * what a person had in it when that person leaves.
 */
public interface WorkspaceContents {
  /**
   * A workspace is deleted; told in the transaction that does it, with its row locked, and once
   * more within a quarter of an hour for what came in at the same moment. It may refuse, as long as
   * something has to be stopped first, by throwing an error that says what.
   */
  default void remove(UUID workspaceId) {}

  /** The deletion has committed; told after {@link #remove}, as often as that. */
  default void removed(UUID workspaceId) {}

  /** A person is no longer in a workspace; told in the transaction that does it. */
  default void left(UUID workspaceId, UUID userId) {}
}
