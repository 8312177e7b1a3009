package io.orchagent;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.testing.RawStream;
import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The walk: every route of the OpenAPI document by every kind of caller. A route that the table
 * lacks fails it, so does one that the document lacks.
 */
@Tag("gate")
@QuarkusTest
class TenantIsolationTest {
  private static final Path TABLE = Path.of("src/test/resources/tenant-isolation.txt");

  private static final List<String> CALLERS =
      List.of("nobody", "stranger", "member", "owner", "agent");

  private record Row(String method, String path, List<String> statuses, String body) {}

  /** What the path parameters of a route stand for. */
  private record World(
      TestWorkspace owner,
      TestWorkspace member,
      TestWorkspace stranger,
      String agentKey,
      Map<String, String> ids) {}

  private static List<Row> table() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE)) {
      if (!line.startsWith("#") && !line.isBlank()) {
        List<String> cells = List.of(line.split("\\|", -1)).stream().map(String::strip).toList();
        String[] route = cells.get(0).split(" ");
        List<String> statuses = new ArrayList<>(cells.subList(1, cells.size() - 1));
        if (statuses.size() < 5) {
          statuses.add(ofAgent(route[1], statuses.get(0)));
        }
        rows.add(new Row(route[0], route[1], statuses, cells.getLast()));
      }
    }
    return rows;
  }

  /** The key of an agent opens what is open to all, and else what its row says. */
  private static String ofAgent(String path, String nobody) {
    return nobody.equals("401") || path.startsWith("/public/") ? "403" : nobody;
  }

  @Test
  void the_table_has_every_route_and_no_other() throws IOException {
    JsonNode document = new ObjectMapper().readTree(RestAssured.get("/openapi.json").asByteArray());
    Set<String> served = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        m -> served.add(m.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    Set<String> listed = new TreeSet<>();
    table().forEach(row -> listed.add(row.method() + " " + row.path()));
    assertThat(listed).isEqualTo(served);
  }

  @Test
  void nobody_reaches_what_is_not_theirs() throws IOException {
    List<String> wrong = new ArrayList<>();
    int walked = 0;
    for (Row row : table()) {
      // A world for each route: some of them change it.
      World world = world(row);
      List<RequestSpecification> callers =
          List.of(
              given(),
              as(world.stranger().apiKey, world, row),
              as(world.member().apiKey, world, row),
              as(world.owner().apiKey, world, row),
              given().header("Authorization", "Bearer " + world.agentKey()));
      for (int i = 0; i < callers.size(); i++) {
        int status = send(callers.get(i), row, world.ids());
        walked++;
        if (status != Integer.parseInt(row.statuses().get(i))) {
          wrong.add(
              row.method()
                  + " "
                  + row.path()
                  + " by "
                  + CALLERS.get(i)
                  + ": "
                  + status
                  + " instead of "
                  + row.statuses().get(i));
        }
      }
    }
    System.out.println("TenantIsolationTest: " + walked + " requests, routes × callers");
    assertThat(wrong).isEmpty();
  }

  /** Its code may be anybody's, so it sees nothing of the workspace that it runs for. */
  @Test
  void the_key_of_a_run_opens_no_route() throws IOException {
    TestWorkspace owner = TestWorkspace.create();
    List<String> wrong = new ArrayList<>();
    try (RawStream run = endlessRun(owner)) {
      String key = key(run);
      for (Row row : table()) {
        boolean open = !row.statuses().get(0).equals("401") && !row.path().startsWith("/public/");
        int wanted = open ? Integer.parseInt(row.statuses().get(0)) : 403;
        int status = send(given().header("Authorization", "Bearer " + key), row, ids(owner, row));
        if (status != wanted) {
          wrong.add(row.method() + " " + row.path() + ": " + status + " instead of " + wanted);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static RawStream endlessRun(TestWorkspace owner) throws IOException {
    TestTool leaf = TestTool.python(owner, "print('{}')");
    TestTool tool =
        TestTool.publish(
            owner,
            Map.of(
                "manifest",
                TestOrchestrator.manifest(Map.of(), leaf.path()),
                "timeout_seconds",
                280),
            Map.of(
                "main.py",
                """
                import os, sys, threading
                # Backwards, since the key itself is masked
                print(os.environ['ORCHAGENT_SERVICE_KEY'][::-1] + 'END', file=sys.stderr, flush=True)
                threading.Event().wait(270)
                """));
    return RawStream.call(owner, tool.path(), "{}", "X-Orchagent-Cancel-On-Disconnect: true");
  }

  private static String key(RawStream run) throws IOException {
    String said = run.until("END");
    Matcher backwards = Pattern.compile("([0-9A-Za-z]{43}_tnega_ks)END").matcher(said);
    assertThat(backwards.find()).as(said).isTrue();
    return new StringBuilder(backwards.group(1)).reverse().toString();
  }

  /** Where the path names no workspace and no object, the header does. */
  private static RequestSpecification as(String key, World world, Row row) {
    RequestSpecification caller = given().header("Authorization", "Bearer " + key);
    boolean selects =
        Set.of("/org", "/agents").contains(row.path())
            || row.path().startsWith("/{org}")
            || row.path().startsWith("/billing/");
    boolean foreign = key.equals(world.stranger().apiKey) && row.path().startsWith("/{org}");
    return selects && !foreign
        ? caller.header("X-Workspace-Id", world.owner().workspaceId)
        : inOwnersWorkspace(caller, key, world, row);
  }

  /** A member's key works in the member's own workspace unless told otherwise. */
  private static RequestSpecification inOwnersWorkspace(
      RequestSpecification caller, String key, World world, Row row) {
    boolean member = key.equals(world.member().apiKey);
    boolean byObject =
        row.path().startsWith("/agents/") || row.path().startsWith("/public/agents/{");
    return member && byObject ? caller.header("X-Workspace-Id", world.owner().workspaceId) : caller;
  }

  private static int send(RequestSpecification caller, Row row, Map<String, String> ids) {
    String path = row.path();
    for (Map.Entry<String, String> id : ids.entrySet()) {
      path = path.replace("{" + id.getKey() + "}", id.getValue());
    }
    if (row.body().equals("multipart")) {
      caller.multiPart("bundle", "bundle.zip", new byte[] {1}, "application/zip");
    } else if (!row.body().isEmpty()) {
      caller.contentType("application/json").body(row.body());
    }
    return caller.request(row.method(), path).statusCode();
  }

  private static World world(Row row) {
    TestWorkspace owner = TestWorkspace.create();
    TestWorkspace member = TestWorkspace.create();
    TestWorkspace stranger = TestWorkspace.create();
    TestInvite.join(owner, member, "member");
    return new World(owner, member, stranger, agentKey(owner), ids(owner, row));
  }

  /** A service key of an agent in the owner's workspace. */
  private static String agentKey(TestWorkspace owner) {
    TestTool leaf = TestTool.publish(owner, Map.of(), Map.of());
    return TestTool.publish(
            owner,
            TestTool.tool(
                "calls-" + TestWorkspace.unique(),
                "manifest",
                TestOrchestrator.manifest(Map.of(), leaf.path())))
        .getString("data.service_key");
  }

  private static Map<String, String> ids(TestWorkspace owner, Row row) {
    Map<String, String> ids = new LinkedHashMap<>();
    ids.put("id", owner.workspaceId);
    if (row.path().startsWith("/api-keys/")) {
      ids.put("id", owner.newKey(Map.of("name", "to be revoked")).getString("data.id"));
    }
    if (row.path().contains("/secrets/{name}")) {
      ids.put("name", "A_SECRET");
      owner
          .asOwner()
          .body(Map.of("name", "A_SECRET", "value", "its value"))
          .put("/workspaces/" + owner.workspaceId + "/secrets")
          .then()
          .statusCode(200);
    }
    ids.put("user_id", owner.userId);
    if (row.path().contains("{invite_id}")) {
      ids.put("invite_id", TestInvite.send(owner, TestWorkspace.newEmail(), "member").id());
    }
    if (row.path().contains("{budget_id}")) {
      AuditedMoney.budget(owner);
      ids.put(
          "budget_id",
          owner
              .asOwner()
              .get("/workspaces/" + owner.workspaceId + "/budgets")
              .then()
              .statusCode(200)
              .extract()
              .path("data[0].id"));
    }
    if (row.path().contains("{service_id}")) {
      String path = AuditedServices.anyPath(owner);
      owner.asOwner().body("{\"alert_webhook_url\": null}").patch(path).then().statusCode(200);
      ids.put("service_id", path.substring(path.lastIndexOf('/') + 1));
    }
    boolean aboutAgents =
        row.path().contains("agents/{")
            || row.path().contains("{org}")
            || row.path().contains("{run_id}")
            || row.path().contains("{schedule_id}");
    if (aboutAgents) {
      TestTool tool = TestTool.python(owner, "print('{}')");
      ids.put("org", owner.slug);
      ids.put("agent", tool.name);
      ids.put("version", "v1");
      ids.put("endpoint", "run");
      if (row.path().startsWith("/agents/")) {
        ids.put("id", tool.id);
        ids.put("agent_id", tool.id);
      }
      if (row.path().contains("{key_id}")) {
        String keys = "/agents/" + tool.id + "/keys";
        ids.put("key_id", owner.asOwner().post(keys).jsonPath().getString("data.id"));
      }
      if (row.path().contains("{schedule_id}")) {
        ids.put("schedule_id", schedule(owner, tool));
        ids.put("secret", "wrong");
      }
      if (row.path().contains("{run_id}")) {
        ids.put(
            "run_id",
            owner
                .asOwner()
                .body("{}")
                .post(tool.path())
                .then()
                .statusCode(200)
                .extract()
                .path("metadata.run_id"));
      }
    }
    return ids;
  }

  private static String schedule(TestWorkspace owner, TestTool tool) {
    return owner
        .asOwner()
        .body(Map.of("agent_id", tool.id, "type", "webhook"))
        .post("/workspaces/" + owner.workspaceId + "/schedules")
        .then()
        .statusCode(201)
        .extract()
        .path("data.id");
  }
}
