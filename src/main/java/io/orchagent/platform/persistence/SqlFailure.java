package io.orchagent.platform.persistence;

import java.sql.SQLException;

/** A statement that failed; the cause says why. */
public final class SqlFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SqlFailure(SQLException cause) {
    super(cause);
  }
}
