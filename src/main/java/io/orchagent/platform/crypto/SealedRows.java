package io.orchagent.platform.crypto;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Port: rows that hold sealed bytes. Whoever seals under a workspace's scope answers it, so that
 * the workspace's data key can be changed.
 */
public interface SealedRows {
  /**
   * What was done to some rows.
   *
   * @param resealed how many lie under the current key now
   * @param unreadable how many do not open, and were left as they are
   * @param last the last one's id; null when there were none
   */
  record Some(int resealed, int unreadable, @Nullable UUID last) {}

  /**
   * Seals some rows of this scope anew, those that do not lie under its current key; called in a
   * transaction of its own, again and again until there are no more. A row that does not open is
   * logged and counted: it must not keep the others under the old key.
   *
   * @param after rows with higher ids only, which come in their order
   * @param most how many at one time
   */
  Some sealAnew(String scope, UUID after, int most);
}
