package io.orchagent.platform.persistence;

import java.sql.SQLException;

/** A statement that failed; the cause says why. */
public final class SqlFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String FOREIGN_KEY = "23503";

  SqlFailure(SQLException cause) {
    super(cause);
  }

  /** A row names what is not there, or what was to be deleted is named. */
  public boolean isForeignKeyViolation() {
    return getCause() instanceof SQLException cause && FOREIGN_KEY.equals(cause.getSQLState());
  }
}
