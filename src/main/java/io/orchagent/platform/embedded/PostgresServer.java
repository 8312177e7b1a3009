package io.orchagent.platform.embedded;

import io.orchagent.platform.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** PostgreSQL with its data in the home: scram passwords, loopback only, no unix socket. */
final class PostgresServer {
  private static final String DATABASE = "orchagent";
  private static final String ADMINISTRATOR = "postgres";
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration INIT_LIMIT = Duration.ofMinutes(3);
  private static final int POLL_MILLIS = 25;

  private final ServerProcess process;
  private final int port;
  private final String password;

  private PostgresServer(ServerProcess process, int port, String password) {
    this.process = process;
    this.port = port;
    this.password = password;
  }

  static PostgresServer start(Home home, Path installation, Durability durability) {
    Path data = home.folder("postgres").resolve("data");
    String administratorPassword = home.password("postgres/administrator-password");
    String password = home.password("postgres/password");
    Unprivileged user = Unprivileged.choose(home);
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise(home, installation, data, user);
    }
    requireVersion(data);
    Leftover.stopLast(home, "postgres");
    StaleLock.clear(data.resolve("postmaster.pid"));
    int port = Loopback.freePort();
    ServerProcess process =
        ServerProcess.start(
            home,
            "postgres",
            "INT",
            user.prefix(),
            commandLine(installation, data, port, durability));
    PostgresServer server = new PostgresServer(process, port, password);
    try {
      server.createDatabase(administratorPassword);
      process.keepRunning();
    } catch (RuntimeException e) {
      process.stop();
      throw e;
    }
    return server;
  }

  private static List<String> commandLine(
      Path installation, Path data, int port, Durability durability) {
    List<String> command = new ArrayList<>();
    command.add(installation.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", data.toString()));
    settings(port, durability)
        .forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    return command;
  }

  private static Map<String, String> settings(int port, Durability durability) {
    String durable = durability == Durability.KEPT ? "on" : "off";
    return Map.ofEntries(
        Map.entry("port", Integer.toString(port)),
        Map.entry("listen_addresses", Loopback.ADDRESS),
        Map.entry("unix_socket_directories", ""),
        Map.entry("max_connections", "200"),
        Map.entry("shared_buffers", "128MB"),
        Map.entry("fsync", durable),
        Map.entry("full_page_writes", durable),
        Map.entry("synchronous_commit", durable),
        Map.entry("timezone", "UTC"),
        Map.entry("log_timezone", "UTC"));
  }

  /** A half-made cluster is thrown away: it becomes the data folder only when initdb is through. */
  private static void initialise(Home home, Path installation, Path data, Unprivileged user) {
    Path fresh = data.resolveSibling("data.new");
    Path passwordFile = home.file("postgres/administrator-password");
    try {
      if (Files.exists(fresh)) {
        Folders.delete(fresh);
      }
      List<String> command = new ArrayList<>(user.prefix());
      command.addAll(
          List.of(
              installation.resolve("bin/initdb").toString(),
              "--pgdata=" + fresh,
              "--username=" + ADMINISTRATOR,
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8",
              "--locale=C",
              "--no-instructions"));
      run(command, home.file("postgres/initdb.log"));
      Files.move(fresh, data);
    } catch (IOException e) {
      throw new EmbeddedException("cannot prepare PostgreSQL's data folder " + data, e);
    }
  }

  private static void run(List<String> command, Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    ServerProcess.scrub(builder.environment());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(INIT_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new EmbeddedException("initdb did not end; see " + log);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while preparing PostgreSQL", e);
    }
    if (process.exitValue() != 0) {
      throw new EmbeddedException("initdb failed:\n" + Files.readString(log));
    }
  }

  private static void requireVersion(Path data) {
    try {
      String version = Files.readString(data.resolve("PG_VERSION")).strip();
      if (!version.equals("17")) {
        throw new EmbeddedException(
            data + " was written by PostgreSQL " + version + ", this is 17: move it away");
      }
    } catch (IOException e) {
      throw new EmbeddedException("cannot read " + data, e);
    }
  }

  /** Waits for the server, then makes the role and database that the application uses. */
  private void createDatabase(String administratorPassword) {
    try (Connection connection = awaitConnection(administratorPassword);
        Statement statement = connection.createStatement()) {
      if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = 'orchagent'")) {
        statement.execute("CREATE ROLE orchagent LOGIN");
      }
      statement.execute("ALTER ROLE orchagent PASSWORD '" + password + "'");
      if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = 'orchagent'")) {
        statement.execute("CREATE DATABASE orchagent OWNER orchagent");
      }
    } catch (SQLException e) {
      throw new EmbeddedException("cannot prepare the database:\n" + process.logTail(), e);
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (var rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private Connection awaitConnection(String administratorPassword) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", ADMINISTRATOR);
    login.setProperty("password", administratorPassword);
    login.setProperty("connectTimeout", "5");
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      process.requireAlive();
      try {
        Connection connection = new org.postgresql.Driver().connect(url("postgres"), login);
        if (connection != null) {
          return connection;
        }
      } catch (SQLException e) {
        // Refused or "starting up" until it is ready; anything else will still be so at the end.
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      Waiting.pause(POLL_MILLIS);
    }
  }

  private String url(String database) {
    return "jdbc:postgresql://" + Loopback.ADDRESS + ":" + port + "/" + database;
  }

  Map<String, String> configuration() {
    return Map.of(
        "quarkus.datasource.jdbc.url", url(DATABASE),
        "quarkus.datasource.username", DATABASE,
        "quarkus.datasource.password", password);
  }

  ServerProcess process() {
    return process;
  }
}
