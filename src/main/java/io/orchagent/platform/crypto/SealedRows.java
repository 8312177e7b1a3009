package io.orchagent.platform.crypto;

/**
 * Port: rows that hold sealed bytes. Whoever seals under a workspace's scope answers it, so that
 * the workspace's data key can be changed.
 */
public interface SealedRows {
  /**
   * Seals some rows of this scope anew, those that do not lie under its current key; called in a
   * transaction of its own, again and again until it answers zero.
   *
   * @param most how many at one time
   * @return how many
   */
  int sealAnew(String scope, int most);
}
