package io.orchagent.calls.retention;

import java.time.Instant;
import java.util.UUID;

/** Port: which runs have been counted for good, so that their rows may go. */
public interface CountedRuns {
  /** The latest moment, at most that one, before which all runs of all workspaces are counted. */
  Instant until(Instant wanted);

  /** The same of one workspace's runs. */
  Instant until(UUID workspaceId, Instant wanted);
}
