package io.orchagent.platform.persistence;

import java.sql.SQLException;

/** A statement that failed; the cause says why. */
public final class SqlFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String FOREIGN_KEY = "23503";

  private final boolean outcomeUnknown;

  SqlFailure(SQLException cause) {
    this(cause, isBroken(cause));
  }

  private SqlFailure(SQLException cause, boolean outcomeUnknown) {
    super(cause);
    this.outcomeUnknown = outcomeUnknown;
  }

  /** Of a statement that was never sent. */
  static SqlFailure notSent(SQLException cause) {
    return new SqlFailure(cause, false);
  }

  /** Whether the statement may have been carried out all the same: the connection broke. */
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }

  /**
   * Connection exceptions (08), shutdowns and crashes of the server (57P), and what has no state.
   */
  private static boolean isBroken(SQLException cause) {
    String state = cause.getSQLState();
    return state == null || state.startsWith("08") || state.startsWith("57P");
  }

  /** A row names what is not there, or what was to be deleted is named. */
  public boolean isForeignKeyViolation() {
    return getCause() instanceof SQLException cause && FOREIGN_KEY.equals(cause.getSQLState());
  }
}
