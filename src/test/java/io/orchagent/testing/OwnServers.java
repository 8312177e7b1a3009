package io.orchagent.testing;

import io.orchagent.platform.embedded.Durability;
import io.orchagent.platform.embedded.Home;
import io.orchagent.platform.embedded.LocalServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * PostgreSQL and Redis of one test class alone, which it may kill: each is started again on its
 * port a second later, PostgreSQL with all that was committed.
 */
public final class OwnServers implements AutoCloseable {
  private static final String DATABASE = "quarkus.datasource.jdbc.url";
  private static final String REDIS = "quarkus.redis.hosts";

  private final Path home;
  private final LocalServers servers;
  private final Map<String, String> configuration;

  private OwnServers(Path home, LocalServers servers) {
    this.home = home;
    this.servers = servers;
    this.configuration = new HashMap<>(EmbeddedServers.configuration());
    this.configuration.putAll(servers.configuration());
  }

  public static OwnServers start(Path home) {
    try {
      Path binaries = Files.createDirectories(Path.of("target", "embedded", "bin"));
      return new OwnServers(
          home, LocalServers.startBoth(Home.at(home), binaries.toAbsolutePath(), Durability.KEPT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What configures a server under test that uses them, and the stubs of the tests. */
  public Map<String, String> configuration() {
    return configuration;
  }

  public int postgres() {
    return URI.create(configuration.get(DATABASE).substring("jdbc:".length())).getPort();
  }

  public int redis() {
    return URI.create(configuration.get(REDIS)).getPort();
  }

  public void killPostgres() {
    kill("postgres");
  }

  public void killRedis() {
    kill("redis");
  }

  private void kill(String name) {
    try {
      String process = Files.readAllLines(home.resolve(name).resolve("process")).getFirst();
      ProcessSignal.send("KILL", Long.parseLong(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first column of the first row, or how many rows a change touched. */
  public long number(String statement, Object... values) {
    try (Connection connection =
            DriverManager.getConnection(
                configuration.get(DATABASE),
                configuration.get("quarkus.datasource.username"),
                configuration.get("quarkus.datasource.password"));
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        prepared.setObject(
            i + 1, value instanceof Object[] many ? connection.createArrayOf("text", many) : value);
      }
      if (!prepared.execute()) {
        return prepared.getUpdateCount();
      }
      try (ResultSet rows = prepared.getResultSet()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    servers.close();
  }
}
