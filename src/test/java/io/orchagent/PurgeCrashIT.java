package io.orchagent;

import static io.orchagent.testing.TestTool.tool;
import static io.orchagent.testing.TestTool.upload;
import static io.orchagent.testing.TestTool.zip;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is killed in the middle of a purge, after a version and before its bytes. */
class PurgeCrashIT {
  private static final String TICK = "a secret of the clock";

  @TempDir Path folder;

  private PackagedApplication server() {
    Map<String, String> environment = new HashMap<>();
    EmbeddedServers.configuration()
        .forEach(
            (key, value) ->
                environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    environment.put("ORCHAGENT_HOME", folder.resolve("home-" + TestWorkspace.unique()).toString());
    environment.put("ORCHAGENT_ADMIN_EMAIL", "root@example.com");
    environment.put("ORCHAGENT_ADMIN_PASSWORD", "tulip-orbit-kettle-93");
    environment.put("ORCHAGENT_IDENTITY_PASSWORD_COST", "4");
    environment.put("ORCHAGENT_SCHEDULES_TICK_SECRET", TICK);
    PackagedApplication server = PackagedApplication.launch(folder, environment).awaitReady();
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = server.port();
    return server;
  }

  @AfterEach
  void reset() {
    RestAssured.reset();
  }

  private static Connection database() throws SQLException {
    Map<String, String> to = EmbeddedServers.configuration();
    return DriverManager.getConnection(
        to.get("quarkus.datasource.jdbc.url"),
        to.get("quarkus.datasource.username"),
        to.get("quarkus.datasource.password"));
  }

  private static void update(Connection database, String statement, Object... values)
      throws SQLException {
    try (PreparedStatement prepared = prepared(database, statement, values)) {
      prepared.execute();
    }
  }

  private static PreparedStatement prepared(Connection database, String statement, Object... values)
      throws SQLException {
    PreparedStatement prepared = database.prepareStatement(statement);
    for (int i = 0; i < values.length; i++) {
      prepared.setObject(i + 1, values[i]);
    }
    return prepared;
  }

  private static boolean exists(Connection database, String query, Object value)
      throws SQLException {
    try (PreparedStatement prepared = prepared(database, query, value);
        ResultSet rows = prepared.executeQuery()) {
      return rows.next();
    }
  }

  private static boolean hasRow(Connection database, String id) throws SQLException {
    return exists(database, "select 1 from agent where id = ?", UUID.fromString(id));
  }

  private static boolean isStored(Connection database, byte[] bundle) throws SQLException {
    return exists(database, "select 1 from blob where sha256 = ?", Hashes.sha256(bundle));
  }

  private static byte[] someZip() {
    return zip(Map.of("main.py", "print('" + TestWorkspace.unique() + "')"));
  }

  private static String published(TestWorkspace owner, byte[] bundle) {
    String id = TestTool.id(owner, tool("p-" + TestWorkspace.unique()));
    upload(owner, id, bundle).then().statusCode(200);
    return id;
  }

  private static int tick() {
    return given().header("X-Orchagent-Tick-Secret", TICK).post("/internal/tick").statusCode();
  }

  @Test
  void the_next_one_finishes_it_and_keeps_what_is_used() throws Exception {
    PackagedApplication doomed = server();
    TestWorkspace owner = TestWorkspace.create();
    byte[] alone = someZip();
    byte[] shared = someZip();
    byte[] last = someZip();
    List<String> gone =
        List.of(published(owner, alone), published(owner, shared), published(owner, last));
    String living = published(owner, shared);
    try (Connection database = database();
        Connection holder = database()) {
      for (int i = 0; i < gone.size(); i++) {
        owner.asOwner().delete("/agents/" + gone.get(i)).then().statusCode(200);
        update(
            database,
            "update agent set deleted_at = now() - make_interval(days => ?) where id = ?",
            50 - i,
            UUID.fromString(gone.get(i)));
      }
      update(database, "update blob set created_at = now() - interval '2 hours'");
      holder.setAutoCommit(false);
      update(holder, "select 1 from blob where sha256 = ? for update", Hashes.sha256(alone));

      CompletableFuture<Integer> broken = CompletableFuture.supplyAsync(PurgeCrashIT::tick);
      await().atMost(Duration.ofSeconds(30)).until(() -> !hasRow(database, gone.getFirst()));
      doomed.kill();
      assertThat(broken.handle((status, cut) -> cut != null).get()).isTrue();
      // What it had asked for must not be done by PostgreSQL in its place
      update(
          database,
          """
          select pg_terminate_backend(pid) from pg_stat_activity
          where pid not in (pg_backend_pid(), ?) and datname = current_database()
          """,
          backend(holder));
      await()
          .until(
              () ->
                  !exists(
                      database,
                      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and pid <> ?",
                      backend(holder)));
      holder.rollback();
      assertThat(isStored(database, alone)).isTrue();
      assertThat(hasRow(database, gone.get(1))).isTrue();
      assertThat(hasRow(database, gone.get(2))).isTrue();

      try (PackagedApplication next = server()) {
        assertThat(tick()).isEqualTo(200);
        assertThat(tick()).as("nothing is left that it could stumble over").isEqualTo(200);
        for (String id : gone) {
          assertThat(hasRow(database, id)).isFalse();
        }
        assertThat(isStored(database, alone)).isFalse();
        assertThat(isStored(database, last)).isFalse();
        assertThat(isStored(database, shared)).isTrue();
        owner.asOwner().get("/agents/" + living + "/bundle").then().statusCode(200);
        List<String> told =
            owner
                .asOwner()
                .get("/workspaces/" + owner.workspaceId + "/audit?action=agent.purged")
                .jsonPath()
                .getList("data.target");
        assertThat(told).hasSize(3).doesNotHaveDuplicates();
        assertThat(next.output()).doesNotContain("could not be purged");
      }
    }
  }

  private static int backend(Connection connection) throws SQLException {
    try (PreparedStatement prepared = prepared(connection, "select pg_backend_pid()");
        ResultSet rows = prepared.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
