package io.orchagent.agents.life;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ForkResourceTest {
  private TestWorkspace author;
  private TestWorkspace reader;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
    reader = TestWorkspace.create();
  }

  private static ValidatableResponse fork(
      TestWorkspace who, String id, Map<String, Object> body, int status) {
    return who.asOwner().body(body).post("/agents/" + id + "/fork").then().statusCode(status);
  }

  @Test
  void a_fork_is_a_private_copy_with_the_same_inside() {
    Map<String, Object> body =
        tool("source", "is_public", true, "description", "d", "tags", List.of("t"));
    String id = TestTool.runnable(author, body);
    author.asOwner().post("/agents/" + id + "/star");
    JsonPath source = author.asOwner().get("/agents/" + id).jsonPath();
    ValidatableResponse answer =
        reader.asOwner().post("/agents/" + id + "/fork").then().statusCode(200);
    JsonPath fork = answer.extract().jsonPath();
    answer
        .body("data.agent.org", equalTo(reader.slug))
        .body("data.agent.version", equalTo("v1"))
        .body("data.agent.is_public", equalTo(false))
        .body("data.agent.stars_count", equalTo(0))
        .body("data.agent.fork_count", equalTo(0))
        .body("data.agent.forked_from", equalTo(id))
        .body("data.service_key", nullValue());
    for (String same : List.of("name", "type", "description", "tags", "code_hash", "entrypoint")) {
      assertThat(fork.<Object>get("data.agent." + same)).isEqualTo(source.get("data." + same));
    }
    reader.asOwner().body("{}").post("/" + reader.slug + "/source/v1/run").then().statusCode(200);
    given().get("/public/agents/" + reader.slug + "/source/v1").then().statusCode(404);
    author.asOwner().get("/agents/" + id).then().body("data.fork_count", equalTo(1));
    given()
        .get("/public/agents?org=" + author.slug)
        .then()
        .body("data.fork_count", equalTo(List.of(1)));
    reader
        .asOwner()
        .get("/workspaces/" + reader.workspaceId + "/audit")
        .then()
        .body("data.action", hasItems("agent.forked"))
        .body("data.target", hasItems("source v1 from " + author.slug + "/source@v1"));
    assertThat(publish(reader, tool("source")).getString("data.agent.version")).isEqualTo("v2");
  }

  @Test
  void a_name_that_is_or_was_in_use_is_refused() {
    String id = TestTool.id(author, tool("taken", "is_public", true));
    String own = TestTool.id(reader, tool("taken"));
    fork(reader, id, Map.of(), 409).body("error.message", containsString("new_name"));
    reader.asOwner().delete("/agents/" + own).then().statusCode(200);
    fork(reader, id, Map.of(), 409);
    fork(reader, id, Map.of("new_name", "free-one"), 200)
        .body("data.agent.name", equalTo("free-one"));
    for (String odd : List.of("tаken", "TAKEN", "a", "a--b", "ta ken", "ｔaken", "")) {
      fork(reader, id, Map.of("new_name", odd), 400)
          .body("error.fields[0].field", equalTo("new_name"));
    }
    List<Integer> statuses =
        Together.statuses(
            6,
            i ->
                reader
                    .asOwner()
                    .body(Map.of("new_name", "same"))
                    .post("/agents/" + id + "/fork")
                    .then());
    assertThat(statuses).containsOnlyOnce(200);
    assertThat(Collections.frequency(statuses, 409)).isEqualTo(5);
    author.asOwner().get("/agents/" + id).then().body("data.fork_count", equalTo(2));
  }

  @Test
  void only_what_is_public_free_and_open_is_forked() {
    String hidden = TestTool.id(author, tool("hidden"));
    fork(reader, hidden, Map.of(), 404);
    fork(author, hidden, Map.of("new_name", "copy"), 400);
    String closed =
        TestTool.id(author, tool("closed", "is_public", true, "allow_local_download", false));
    fork(reader, closed, Map.of(), 400).body("error.message", containsString("source"));
    String paid = TestTool.id(author, tool("paid", "is_public", true, "price_per_call_cents", 1));
    fork(reader, paid, Map.of(), 400).body("error.message", containsString("price"));
    String open = TestTool.id(author, tool("open", "is_public", true));
    fork(reader, open, Map.of("workspace_id", author.workspaceId), 403);
    fork(reader, open, Map.of("workspace_id", UUID.randomUUID().toString()), 403);
    fork(reader, open, Map.of("workspace_id", "x"), 400);
    fork(reader, open, Map.of("more", 1), 400);
    fork(reader, UUID.randomUUID().toString(), Map.of(), 404);
    reader
        .asOwner()
        .contentType("text/plain")
        .body("{}")
        .post("/agents/" + open + "/fork")
        .then()
        .statusCode(415);
    String second =
        reader
            .asSession()
            .body(Map.of("name", "Second"))
            .post("/workspaces")
            .then()
            .statusCode(201)
            .extract()
            .path("data.id");
    fork(reader, open, Map.of("workspace_id", second), 200)
        .body("data.agent.org_id", equalTo(second));
  }

  @Test
  void a_fork_of_a_fork_outlives_what_it_came_from() {
    String first = TestTool.runnable(author, tool("origin", "is_public", true));
    String second = fork(reader, first, Map.of(), 200).extract().path("data.agent.id");
    reader.asOwner().body(Map.of("is_public", true)).patch("/agents/" + second);
    author
        .asOwner()
        .delete("/agents/" + first + "?confirmation_name=origin")
        .then()
        .statusCode(200);
    fork(reader, first, Map.of("new_name", "late"), 404);
    TestWorkspace third = TestWorkspace.create();
    fork(third, second, Map.of(), 200).body("data.agent.forked_from", equalTo(second));
    third.asOwner().body("{}").post("/" + third.slug + "/origin/v1/run").then().statusCode(200);
    reader
        .asOwner()
        .get("/agents/" + second)
        .then()
        .body("data.forked_from", equalTo(first))
        .body("data.fork_count", equalTo(1));
  }

  @Test
  void what_a_fork_needs_must_be_usable_in_its_workspace() {
    TestTool callee = TestTool.python(author, "print('{}')");
    Map<String, Object> boss =
        tool(
            "boss",
            "is_public",
            true,
            "manifest",
            Map.of(
                "dependencies",
                List.of(Map.of("id", callee.org + "/" + callee.name, "version", "v1")),
                "max_hops",
                1));
    String id = TestTool.id(author, boss);
    fork(reader, id, Map.of(), 400)
        .body("error.message", containsString(callee.org + "/" + callee.name + "@v1"));
    author.asOwner().body(Map.of("is_public", true)).patch("/agents/" + callee.id);
    JsonPath forked = fork(reader, id, Map.of(), 200).extract().jsonPath();
    String key = forked.getString("data.service_key");
    assertThat(forked.getString("data.service_key_prefix")).isEqualTo(key.substring(0, 12));
    TestWorkspace.as(key).body("{}").post(callee.path()).then().statusCode(200);
    publish(author, Map.of("name", "lore", "type", "skill", "prompt", "Be kind."));
    String skilled =
        TestTool.id(
            author,
            tool("skilled", "is_public", true, "default_skills", List.of(author.slug + "/lore")));
    fork(reader, skilled, Map.of(), 400).body("error.message", containsString("/lore"));
  }
}
