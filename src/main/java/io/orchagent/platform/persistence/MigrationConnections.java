package io.orchagent.platform.persistence;

import io.agroal.api.AgroalDataSource;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Migrations are the first to need the database: here the start waits while it is away. They may
 * also take longer than any statement of a request, so that the limits of the pool's connections do
 * not hold for theirs, which are not used any further.
 */
@Singleton
public class MigrationConnections implements FlywayConfigurationCustomizer {
  private static final org.jboss.logging.Logger LOG =
      org.jboss.logging.Logger.getLogger(MigrationConnections.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int PAUSES_A_LINE = 30;
  private static final int UNLIMITED = 0;

  /** The exit of a process that SIGTERM ended. */
  private static final int TERMINATED = 143;

  private final AgroalDataSource pool;

  MigrationConnections(AgroalDataSource pool) {
    this.pool = pool;
  }

  @Override
  public void customize(FluentConfiguration configuration) {
    configuration.dataSource(new Waiting(pool));
    configuration.initSql("set idle_in_transaction_session_timeout = 0");
  }

  /** Those that migrations used are closed; what comes later has the usual limits. */
  void forget(@Observes @Priority(1) StartupEvent event) {
    pool.flush(AgroalDataSource.FlushMode.IDLE);
  }

  /** Gives connections when the database is there, however long that takes. */
  private record Waiting(DataSource pool) implements DataSource {
    @Override
    public Connection getConnection() throws SQLException {
      // Quarkus' own hook lets a start come to its end first, which here may never come; nothing
      // has begun yet that would have to be ended
      Thread end = new Thread(() -> Runtime.getRuntime().halt(TERMINATED));
      Runtime.getRuntime().addShutdownHook(end);
      try {
        return whenThere();
      } finally {
        Runtime.getRuntime().removeShutdownHook(end);
      }
    }

    private Connection whenThere() throws SQLException {
      for (int attempt = 0; ; attempt++) {
        try {
          Connection connection = pool.getConnection();
          connection.setNetworkTimeout(Runnable::run, UNLIMITED);
          return connection;
        } catch (SQLException e) {
          if (!DatabaseAway.tells(e)) {
            throw e;
          }
          if (attempt % PAUSES_A_LINE == 0) {
            LOG.warnf("the start waits for PostgreSQL, which is away: %s", e.getMessage());
          }
          pause(e);
        }
      }
    }

    private static void pause(SQLException why) throws SQLException {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw why;
      }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      throw new SQLFeatureNotSupportedException("the pool knows who it is");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
      return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
      pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
      pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
      return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
      return pool.isWrapperFor(type);
    }
  }
}
