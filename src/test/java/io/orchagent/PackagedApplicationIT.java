package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.platform.ids.Ids;
import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.PackagedApplication;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts, crashes and stops the packaged application for real. */
class PackagedApplicationIT {
  private static final String LOGIN = "{\"email\":\"nobody@example.com\",\"password\":\"wrong\"}";

  @TempDir Path folder;

  @Test
  void after_a_crash_it_starts_again_with_its_account_and_leaves_no_process() throws Exception {
    try (var first = launch()) {
      first.awaitReady();
      Path file = home().resolve("dev-credentials.json");
      JsonPath credentials = JsonPath.from(file.toFile());
      String key = credentials.getString("api_key");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(credentials.getString("base_url")).isEqualTo("http://127.0.0.1:" + first.port());
      assertThat(first.output()).contains(key).contains("curl -H");
      assertThat(slug(first, key)).isEqualTo(credentials.getString("workspace_slug"));

      try (var second = launch()) {
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.output()).contains("one is running already in " + home());
      }

      List<Long> servers = serversOf(home());
      assertThat(servers).hasSize(2);
      first.kill();
      try (var again = launch()) {
        again.awaitReady();
        assertThat(slug(again, key)).isEqualTo("dev");
        assertThat(again.output()).doesNotContain(key);
        assertThat(JsonPath.from(file.toFile()).getString("base_url"))
            .isEqualTo("http://127.0.0.1:" + again.port());
        assertThat(serversOf(home())).hasSize(2).doesNotContainAnyElementsOf(servers);
        again.terminate();
        assertThat(again.awaitExit()).isEqualTo(143);
      }
      assertThat(serversOf(home())).isEmpty();
    }
  }

  @Test
  void with_servers_configured_it_brings_none_along() throws Exception {
    Map<String, String> environment = new HashMap<>();
    EmbeddedServers.configuration().forEach((key, value) -> environment.put(variable(key), value));
    environment.put("ORCHAGENT_HOME", home().toString());
    environment.put("ORCHAGENT_ADMIN_EMAIL", "root@example.com");
    environment.put("ORCHAGENT_ADMIN_PASSWORD", "tulip-orbit-kettle-93");
    try (var application = PackagedApplication.launch(folder, environment)) {
      application.awaitReady();
      assertThat(home()).doesNotExist();
      assertThat(application.output()).doesNotContain("sk_live_");
      // What the manifests under k8s probe, and scale by
      for (String probe : List.of("started", "ready", "live")) {
        assertThat(application.management("/q/health/" + probe).statusCode()).isEqualTo(200);
      }
      assertThat(application.management("/q/metrics").body())
          .contains("\norchagent_calls_in_flight 0.0");
    }
  }

  @Test
  void migrate_brings_an_empty_database_to_this_version_and_ends() throws Exception {
    String schema = "migrated_" + Ids.newId().toString().replace('-', '_');
    Map<String, String> configuration = EmbeddedServers.configuration();
    String url = configuration.get("quarkus.datasource.jdbc.url");
    String user = configuration.get("quarkus.datasource.username");
    String password = configuration.get("quarkus.datasource.password");
    Map<String, String> environment = new HashMap<>();
    configuration.forEach((key, value) -> environment.put(variable(key), value));
    // The extension that the tables need lies in the other schema
    environment.put(
        "QUARKUS_DATASOURCE_JDBC_URL",
        url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema + ",public");
    environment.put("QUARKUS_FLYWAY_MIGRATE_AT_START", "false");
    try (Connection database = DriverManager.getConnection(url, user, password);
        Statement statement = database.createStatement()) {
      statement.execute("create schema " + schema);
      try {
        for (int i = 0; i < 3; i++) {
          if (i == 2) {
            newer(statement, schema);
          }
          try (var job = PackagedApplication.launch(folder, environment, "migrate")) {
            assertThat(job.awaitExit()).as(job.output()).isZero();
            assertThat(job.output()).doesNotContain("Listening on");
          }
        }
        assertThat(count(statement, schema + ".flyway_schema_history where success"))
            .isEqualTo(migrations() + 1);
        assertThat(count(statement, schema + ".run")).isZero();
      } finally {
        statement.execute("drop schema " + schema + " cascade");
      }
    }
  }

  /** As after a version that is yet to come: servers of this one may still start. */
  private static void newer(Statement statement, String schema) throws SQLException {
    statement.execute(
        """
        insert into %s.flyway_schema_history
          (installed_rank, version, description, type, script, installed_by, execution_time, success)
        values (999999, '99990101.0000', 'to come', 'SQL', 'V99990101_0000__to_come.sql', 'x', 1, true)
        """
            .formatted(schema));
  }

  private static long count(Statement statement, String from) throws SQLException {
    try (ResultSet rows = statement.executeQuery("select count(*) from " + from)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static long migrations() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
      return files.count();
    }
  }

  @Test
  void without_servers_and_without_leave_to_bring_some_it_says_what_to_set() throws Exception {
    var environment = Map.of("ORCHAGENT_EMBEDDED_ENABLED", "false");
    try (var application = PackagedApplication.launch(folder, environment)) {
      assertThat(application.awaitExit()).isEqualTo(1);
      assertThat(application.output()).contains("QUARKUS_DATASOURCE_JDBC_URL");
    }
  }

  @Test
  void on_sigterm_readiness_goes_down_and_the_running_request_ends() throws Exception {
    try (var application = launch()) {
      application.awaitReady();
      assertThat(application.management("/q/health/ready").statusCode()).isEqualTo(200);
      try (Socket socket = new Socket("127.0.0.1", application.port())) {
        socket.setSoTimeout(30_000);
        OutputStream out = socket.getOutputStream();
        // In front of the half request a whole one: its answer shows that the half one is read.
        String half = HEALTH + head() + LOGIN.substring(0, 10);
        out.write(half.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        assertThat(upToTheBrace(socket.getInputStream())).startsWith("HTTP/1.1 200");
        application.terminate();
        await()
            .atMost(Duration.ofSeconds(20))
            .ignoreExceptions()
            .until(() -> application.management("/q/health/ready").statusCode() == 503);
        out.write(LOGIN.substring(10).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 401").contains("UNAUTHORIZED");
      }
      assertThat(application.awaitExit()).isEqualTo(143);
      assertThat(serversOf(home())).isEmpty();
    }
  }

  private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static String upToTheBrace(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int read = in.read(); read >= 0; read = in.read()) {
      text.append((char) read);
      if (read == '}') {
        break;
      }
    }
    return text.toString();
  }

  private static String head() {
    return "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
        + LOGIN.length()
        + "\r\n\r\n";
  }

  private PackagedApplication launch() {
    return PackagedApplication.launch(folder, Map.of("ORCHAGENT_HOME", home().toString()));
  }

  private Path home() {
    return folder.resolve("home");
  }

  private static String slug(PackagedApplication application, String key) throws Exception {
    var answer = application.get("/org", key);
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonPath.from(answer.body()).getString("data.slug");
  }

  /** The embedded servers that live, told by the program that lies in the home. */
  private static List<Long> serversOf(Path home) throws IOException {
    String binaries = home.toRealPath().resolve("bin").toString();
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().filter(c -> c.startsWith(binaries)).isPresent())
        .filter(process -> isServer(process, binaries))
        .map(ProcessHandle::pid)
        .toList();
  }

  /** PostgreSQL's own children run the same program. */
  private static boolean isServer(ProcessHandle process, String binaries) {
    return process
        .parent()
        .flatMap(parent -> parent.info().command())
        .filter(command -> command.startsWith(binaries))
        .isEmpty();
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }
}
