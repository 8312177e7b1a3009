package io.orchagent.platform.embedded;

/** What a crash may cost. */
public enum Durability {
  /** What was committed is on the disk. */
  KEPT,
  /** The data is thrown away after the tests anyway. */
  THROWN_AWAY
}
