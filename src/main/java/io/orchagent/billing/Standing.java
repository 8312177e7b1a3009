package io.orchagent.billing;

/**
 * What a workspace has, in cents.
 *
 * @param balance its credits, held ones too; never below 0
 * @param held of them, reserved for runs that are not over
 * @param owed after a refund or dispute of money that was spent already; usually 0
 */
public record Standing(long balance, long held, long owed) {
  static final Standing NOTHING = new Standing(0, 0, 0);

  /** What it can spend. */
  public long free() {
    return balance - held;
  }
}
