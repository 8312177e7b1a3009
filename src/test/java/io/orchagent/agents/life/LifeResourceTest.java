package io.orchagent.agents.life;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deleting, restoring, and what goes on meanwhile. */
@QuarkusTest
class LifeResourceTest {
  private static final String SLOW =
      "import json, sys, time; time.sleep(json.load(sys.stdin).get('s', 0)); print('{\"ok\": 1}')";

  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private String open(String name) {
    return TestTool.id(owner, tool(name, "is_public", true));
  }

  private JsonPath delete(String id, String query, int status) {
    return owner
        .asOwner()
        .delete("/agents/" + id + query)
        .then()
        .statusCode(status)
        .extract()
        .jsonPath();
  }

  private void restore(String id, String query, int status) {
    owner.asOwner().post("/agents/" + id + "/restore" + query).then().statusCode(status);
  }

  private List<String> versions(String name) {
    return owner.asOwner().get("/agents?name=" + name).jsonPath().getList("data.version");
  }

  @Test
  void a_deleted_version_is_gone_everywhere_and_comes_back() {
    String first = TestTool.runnable(owner, tool("gone", "is_public", true));
    String second = TestTool.runnable(owner, tool("gone", "is_public", true));
    String called = "/" + owner.slug + "/gone/";
    assertThat(delete(second, "", 200).getMap("data"))
        .isEqualTo(Map.of("deleted", true, "agent_id", second, "agent_name", "gone"));
    assertThat(versions("gone")).containsExactly("v1");
    for (String path : List.of("", "/bundle", "/logs", "/delete-check", "/keys")) {
      owner.asOwner().get("/agents/" + second + path).then().statusCode(404);
    }
    owner.asOwner().post("/agents/" + second + "/fork").then().statusCode(404);
    owner.asOwner().body("{}").post(called + "v2/run").then().statusCode(404);
    owner
        .asOwner()
        .body("{}")
        .post(called + "latest/run")
        .then()
        .statusCode(200)
        .body("metadata.version", equalTo("v1"));
    given().get("/public/agents?org=" + owner.slug).then().body("data.id", equalTo(List.of(first)));
    delete(second, "", 404);
    restore(first, "", 409);
    restore(second, "", 200);
    restore(second, "", 409);
    assertThat(versions("gone")).containsExactly("v2", "v1");
    owner.asOwner().body("{}").post(called + "v2/run").then().statusCode(200);
    // Its number is never given again
    delete(second, "", 200);
    assertThat(publish(owner, tool("gone")).getString("data.agent.version")).isEqualTo("v3");
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .body("data.action", hasItems("agent.deleted", "agent.restored"))
        .body("data.target", hasItems("gone v2"));
  }

  @Test
  void all_versions_go_and_come_back_together() {
    String id = open("many");
    open("many");
    open("many");
    assertThat(delete(id, "?mode=all_versions", 200).getMap("data"))
        .isEqualTo(
            Map.of("deleted", true, "agent_id", id, "agent_name", "many", "version_count", 3));
    assertThat(versions("many")).isEmpty();
    given().get("/public/agents?org=" + owner.slug).then().body("data", empty());
    given().get("/public/agents/" + owner.slug + "/many/v1").then().statusCode(404);
    restore(id, "?mode=all_versions", 200);
    assertThat(versions("many")).containsExactly("v3", "v2", "v1");
    given().get("/public/agents?org=" + owner.slug).then().body("data.version", hasItems("v3"));
    delete(id, "?mode=some", 400);
    restore(UUID.randomUUID().toString(), "", 404);
    restore("x", "", 404);
  }

  @Test
  void what_others_starred_or_forked_is_deleted_by_its_name_alone() {
    String id = open("liked-one");
    owner
        .asOwner()
        .get("/agents/" + id + "/delete-check")
        .then()
        .statusCode(200)
        .body(
            "data",
            equalTo(
                Map.of(
                    "agent_id", id,
                    "agent_name", "liked-one",
                    "stars_count", 0,
                    "fork_count", 0,
                    "requires_confirmation", false,
                    "schedules_count", 0,
                    "services_count", 0)));
    TestWorkspace.create().asOwner().post("/agents/" + id + "/fork").then().statusCode(200);
    String next = open("liked-one");
    check(next, "", false, 0);
    check(next, "?mode=all_versions", true, 1);
    check(id, "", true, 1);
    // The second one has letters of another alphabet in it
    for (String wrong :
        List.of("", "?confirmation_name=lіked-one", "?confirmation_name=Liked-one")) {
      assertThat(delete(id, wrong, 400).getString("error.fields[0].message")).contains("liked-one");
    }
    assertThat(delete(next, "?mode=all_versions", 400).getString("error.code"))
        .isEqualTo("INVALID_INPUT");
    delete(next, "", 200);
    delete(id, "?confirmation_name=liked-one", 200);
  }

  private void check(String id, String query, boolean confirm, int forks) {
    owner
        .asOwner()
        .get("/agents/" + id + "/delete-check" + query)
        .then()
        .body("data.requires_confirmation", equalTo(confirm))
        .body("data.fork_count", equalTo(forks));
  }

  @Test
  void ten_stars_have_to_be_confirmed() {
    String id = open("starred");
    for (int i = 0; i < 10; i++) {
      check(id, "", false, 0);
      TestWorkspace.create().asOwner().post("/agents/" + id + "/star").then().statusCode(200);
    }
    check(id, "", true, 0);
    delete(id, "", 400);
  }

  @Test
  void running_runs_end_and_waiting_ones_fail() {
    TestTool tool = TestTool.python(owner, SLOW);
    List<String> running = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> running.add(queue(tool, "{\"s\": 4}")));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> count("running") == 10);
    String waiting = queue(tool, "{}");
    delete(tool.id, "", 200);
    owner.asOwner().body("{}").post(tool.path()).then().statusCode(404);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> count("running") == 0 && count("queued") == 0);
    running.forEach(id -> assertThat(run(id).getString("data.status")).isEqualTo("completed"));
    assertThat(run(waiting).getString("data.status")).isEqualTo("failed");
    assertThat(run(waiting).getString("data.error.code")).isEqualTo("NOT_FOUND");
    assertThat(run(running.getFirst()).getInt("data.output_data.ok")).isEqualTo(1);
  }

  private String queue(TestTool tool, String body) {
    return owner
        .asOwner()
        .header("Prefer", "respond-async")
        .body(body)
        .post(tool.path())
        .then()
        .statusCode(202)
        .extract()
        .path("data.run_id");
  }

  private JsonPath run(String id) {
    return owner.asOwner().get("/workspaces/" + owner.workspaceId + "/runs/" + id).jsonPath();
  }

  private int count(String status) {
    return owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs?status=" + status)
        .jsonPath()
        .getInt("metadata.total");
  }

  @Test
  void twelve_publishes_at_once_are_v1_to_v12() {
    List<String> published =
        Together.run(12, i -> publish(owner, tool("dozen")).getString("data.agent.version"));
    assertThat(published)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 12).mapToObj(i -> "v" + i).toList());
    assertThat(versions("dozen")).hasSize(12);
  }

  @Test
  void publishes_and_deletions_at_once_leave_no_gap_and_lose_nothing() {
    String id = TestTool.id(owner, tool("busy"));
    List<String> published =
        Together.run(
            12,
            i -> {
              if (i % 3 == 0) {
                owner.asOwner().delete("/agents/" + id);
                owner.asOwner().post("/agents/" + id + "/restore");
              }
              return publish(owner, tool("busy")).getString("data.agent.version");
            });
    assertThat(published)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(2, 13).mapToObj(i -> "v" + i).toList());
    assertThat(versions("busy")).hasSizeBetween(12, 13);
  }

  @Test
  void a_key_ends_with_its_version_and_comes_back_with_it() {
    TestTool callee = TestTool.python(owner, "print('{}')");
    String id = TestTool.id(owner, boss(callee));
    String key = owner.asOwner().post("/agents/" + id + "/keys").jsonPath().getString("data.key");
    TestWorkspace.as(key).body("{}").post(callee.path()).then().statusCode(200);
    delete(id, "", 200);
    TestWorkspace.as(key).body("{}").post(callee.path()).then().statusCode(401);
    restore(id, "", 200);
    TestWorkspace.as(key).body("{}").post(callee.path()).then().statusCode(200);
  }

  private static Map<String, Object> boss(TestTool callee) {
    return tool(
        "boss",
        "manifest",
        Map.of(
            "dependencies",
            List.of(Map.of("id", callee.org + "/" + callee.name, "version", "v1")),
            "max_hops",
            1));
  }

  @Test
  void keys_are_made_listed_and_revoked() {
    TestTool callee = TestTool.python(owner, "print('{}')");
    String id = TestTool.id(owner, boss(callee));
    String path = "/agents/" + id + "/keys";
    JsonPath made = owner.asOwner().post(path).then().statusCode(201).extract().jsonPath();
    String key = made.getString("data.key");
    assertThat(key).matches("sk_agent_[0-9A-Za-z]{43}");
    assertThat(made.getMap("data").keySet())
        .isEqualTo(Set.of("id", "agent_id", "prefix", "created_at", "key"));
    JsonPath listed = owner.asOwner().get(path).then().statusCode(200).extract().jsonPath();
    assertThat(listed.getInt("metadata.total")).isEqualTo(2);
    assertThat(listed.getString("data[0].prefix")).isEqualTo(key.substring(0, 12));
    assertThat(listed.getList("data.key")).containsOnlyNulls();
    TestWorkspace.as(key).body("{}").post(callee.path()).then().statusCode(200);
    String keyPath = path + "/" + made.getString("data.id");
    owner.asOwner().delete(keyPath).then().statusCode(200).body("data.deleted", equalTo(true));
    TestWorkspace.as(key).body("{}").post(callee.path()).then().statusCode(401);
    owner.asOwner().delete(keyPath).then().statusCode(404);
    TestWorkspace stranger = TestWorkspace.create();
    stranger.asOwner().get(path).then().statusCode(404);
    stranger.asOwner().post(path).then().statusCode(404);
    owner
        .asOwner()
        .delete("/agents/" + callee.id + "/keys/" + listed.getString("data[1].id"))
        .then()
        .statusCode(404);
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .body("data.action", hasItems("agent_key.created", "agent_key.revoked"))
        .body("data.target", hasItems(containsString("boss v1 (sk_agent_")));
  }
}
