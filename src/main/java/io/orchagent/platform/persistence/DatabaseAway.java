package io.orchagent.platform.persistence;

import java.sql.SQLException;

/** Tells a database that can't be reached now from a statement that it refused. */
public final class DatabaseAway {
  private static final String TOO_MANY_CONNECTIONS = "53300";

  private DatabaseAway() {}

  /**
   * Whether it may be back soon: broken or refused connections (08), a server that starts, stops or
   * crashed (57P), no connection to be had.
   */
  public static boolean tells(SQLException failure) {
    String state = failure.getSQLState();
    return (state != null
            && (state.startsWith("08")
                || state.startsWith("57P")
                || state.equals(TOO_MANY_CONNECTIONS)))
        || String.valueOf(failure.getMessage()).contains("Acquisition timeout");
  }
}
