package io.orchagent.agents.life;

import static io.orchagent.testing.TestTool.tool;
import static io.orchagent.testing.TestTool.upload;
import static io.orchagent.testing.TestTool.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItems;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes for good, and what must not go with it. */
@QuarkusTest
class AgentPurgeTest {
  @Inject AgentPurge purge;
  @Inject DataSource database;

  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private static byte[] someZip() {
    return zip(Map.of("main.py", "print('" + TestWorkspace.unique() + "')"));
  }

  private String withBundle(byte[] zip) {
    String id = TestTool.id(owner, tool("p-" + TestWorkspace.unique()));
    upload(owner, id, zip).then().statusCode(200);
    return id;
  }

  private void deletedLongAgo(String id, String interval) throws SQLException {
    owner.asOwner().delete("/agents/" + id).then().statusCode(200);
    update("update agent set deleted_at = now() - ?::interval where id = ?", interval, uuid(id));
  }

  private void aged(byte[] zip) throws SQLException {
    update("update blob set created_at = now() - interval '2 hours' where sha256 = ?", hash(zip));
  }

  private static byte[] hash(byte[] zip) {
    return Hashes.sha256(zip);
  }

  private static UUID uuid(String id) {
    return UUID.fromString(id);
  }

  private void update(String statement, Object... values) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        prepared.setObject(i + 1, values[i]);
      }
      prepared.executeUpdate();
    }
  }

  private boolean exists(String table, String column, Object value) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement prepared =
            connection.prepareStatement("select 1 from " + table + " where " + column + " = ?")) {
      prepared.setObject(1, value);
      try (ResultSet rows = prepared.executeQuery()) {
        return rows.next();
      }
    }
  }

  private boolean hasRow(String id) throws SQLException {
    return exists("agent", "id", uuid(id));
  }

  private boolean isStored(byte[] zip) throws SQLException {
    return exists("blob", "sha256", hash(zip));
  }

  @Test
  void after_thirty_days_a_version_goes_with_the_bundle_that_nobody_else_has() throws Exception {
    byte[] alone = someZip();
    byte[] shared = someZip();
    String first = withBundle(alone);
    String second = withBundle(shared);
    String other = withBundle(shared);
    String young = withBundle(someZip());
    deletedLongAgo(first, "30 days 1 minute");
    deletedLongAgo(second, "40 days");
    deletedLongAgo(young, "29 days 23 hours");
    aged(alone);
    aged(shared);
    owner.asOwner().post("/agents/" + first + "/restore").then().statusCode(404);
    purge.purge();
    assertThat(hasRow(first)).isFalse();
    assertThat(hasRow(second)).isFalse();
    assertThat(hasRow(young)).isTrue();
    assertThat(isStored(alone)).isFalse();
    assertThat(isStored(shared)).isTrue();
    assertThat(owner.asOwner().get("/agents/" + other + "/bundle").asByteArray()).isEqualTo(shared);
    owner.asOwner().post("/agents/" + young + "/restore").then().statusCode(200);
    owner.asOwner().post("/agents/" + first + "/restore").then().statusCode(404);
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .body("data.action", hasItems("agent.purged"));
  }

  @Test
  void a_name_that_was_purged_goes_on_counting() throws Exception {
    String id = TestTool.id(owner, tool("counted"));
    deletedLongAgo(id, "31 days");
    purge.purge();
    assertThat(hasRow(id)).isFalse();
    assertThat(TestTool.publish(owner, tool("counted")).getString("data.agent.version"))
        .isEqualTo("v2");
  }

  @Test
  void what_lost_a_dependency_or_its_source_stays() throws Exception {
    TestTool callee = TestTool.python(owner, "print('{}')");
    Map<String, Object> boss =
        tool(
            "boss",
            "manifest",
            Map.of(
                "dependencies",
                List.of(Map.of("id", callee.org + "/" + callee.name, "version", "v1")),
                "max_hops",
                1));
    String id = TestTool.id(owner, boss);
    deletedLongAgo(callee.id, "31 days");
    purge.purge();
    assertThat(hasRow(callee.id)).isFalse();
    owner.asOwner().get("/agents/" + id).then().statusCode(200);
  }

  /** The bytes are there for whoever was told that they are, in whatever order both happen. */
  @Test
  void a_bundle_that_is_uploaded_while_it_is_purged_is_not_lost() throws Exception {
    for (int round = 0; round < 12; round++) {
      byte[] zip = someZip();
      String old = withBundle(zip);
      deletedLongAgo(old, "31 days");
      aged(zip);
      String fresh = TestTool.id(owner, tool("p-" + TestWorkspace.unique()));
      Together.run(
          3,
          i -> i == 0 ? upload(owner, fresh, zip).then().statusCode(200) : (Object) purge.purge());
      assertThat(hasRow(old)).isFalse();
      assertThat(owner.asOwner().get("/agents/" + fresh + "/bundle").asByteArray()).isEqualTo(zip);
    }
  }

  /** A connection that is cut in the middle is what a killed server leaves to the database. */
  @Test
  void a_purge_that_is_killed_leaves_whole_versions_and_the_next_one_ends_it() throws Exception {
    List<String> due = new ArrayList<>();
    byte[] zip = someZip();
    for (int i = 0; i < 3; i++) {
      due.add(withBundle(i == 1 ? zip : someZip()));
      deletedLongAgo(due.get(i), (40 - i) + " days");
    }
    aged(zip);
    try (Connection held = database.getConnection()) {
      held.setAutoCommit(false);
      try (PreparedStatement lock =
          held.prepareStatement("select 1 from agent where id = ? for update")) {
        lock.setObject(1, uuid(due.get(1)));
        lock.executeQuery();
      }
      CompletableFuture<Integer> purging = CompletableFuture.supplyAsync(purge::purge);
      killWhoWaits();
      purged(purging);
      held.rollback();
    }
    assertThat(hasRow(due.get(0))).isFalse();
    assertThat(hasRow(due.get(1))).isTrue();
    assertThat(hasRow(due.get(2))).isFalse();
    assertThat(isStored(zip)).isTrue();
    purge.purge();
    assertThat(hasRow(due.get(1))).isFalse();
    assertThat(isStored(zip)).isFalse();
  }

  private static void purged(CompletableFuture<Integer> purging)
      throws ExecutionException, InterruptedException {
    assertThat(purging.get()).isGreaterThanOrEqualTo(2);
  }

  private void killWhoWaits() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              try (Connection connection = database.getConnection();
                  PreparedStatement kill =
                      connection.prepareStatement(
                          """
                          select pg_terminate_backend(pid) from pg_stat_activity
                          where wait_event_type = 'Lock' and query like '%delete from agent where%'
                            and pid <> pg_backend_pid()
                          """);
                  ResultSet rows = kill.executeQuery()) {
                return rows.next();
              }
            });
  }
}
