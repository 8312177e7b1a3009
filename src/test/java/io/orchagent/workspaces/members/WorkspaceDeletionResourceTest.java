package io.orchagent.workspaces.members;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.RawStream;
import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WorkspaceDeletionResourceTest {
  private static final String ENDLESS = "import threading; threading.Event().wait(250)";

  private TestWorkspace owner;
  private TestWorkspace member;

  @BeforeEach
  void people() {
    owner = TestWorkspace.create();
    member = TestWorkspace.create();
  }

  /** A team workspace of the owner's: the answer to its making. */
  private JsonPath team() {
    return owner
        .asOwner()
        .body(Map.of("name", "Team " + TestWorkspace.unique()))
        .post("/workspaces")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  private void delete(String id, String name) {
    owner
        .asSession()
        .queryParam("confirmation_name", name)
        .delete("/workspaces/" + id)
        .then()
        .statusCode(200)
        .body("data.deleted", equalTo(true));
  }

  @Test
  void the_name_confirms_it() {
    JsonPath team = team();
    String path = "/workspaces/" + team.getString("data.id");
    String name = team.getString("data.name");
    owner.asOwner().delete(path).then().statusCode(400);
    // A Cyrillic look-alike, and other spellings
    for (String wrong :
        List.of(name.replace('e', 'е'), name + " ", name.toUpperCase(java.util.Locale.ROOT), "")) {
      owner
          .asOwner()
          .queryParam("confirmation_name", wrong)
          .delete(path)
          .then()
          .statusCode(400)
          .body("error.fields.field", contains("confirmation_name"));
    }
    owner.asOwner().get(path).then().statusCode(200);
    delete(team.getString("data.id"), name);
    owner.asOwner().get(path).then().statusCode(404);
    owner.asOwner().queryParam("confirmation_name", name).delete(path).then().statusCode(404);
  }

  @Test
  void nothing_of_it_can_be_reached() {
    TestInvite.join(owner, member, "member");
    TestTool tool =
        TestTool.publish(owner, Map.of("is_public", true), Map.of("main.py", "print('{}')"));
    String agentKey =
        TestTool.publish(
                owner,
                TestTool.tool(
                    "calls-" + TestWorkspace.unique(),
                    "manifest",
                    TestOrchestrator.manifest(Map.of(), tool.path())))
            .getString("data.service_key");
    String path = "/workspaces/" + owner.workspaceId;
    owner.asOwner().body(Map.of("name", "A_KEY", "value", "a value")).put(path + "/secrets");
    TestInvite open = TestInvite.send(owner, TestWorkspace.newEmail(), "member");
    TestWorkspace stranger = TestWorkspace.create();
    stranger.asOwner().body("{}").post(tool.path()).then().statusCode(200);
    String catalogued = "/public/agents/" + tool.org + "/" + tool.name + "/latest";
    given().get(catalogued).then().statusCode(200);

    delete(owner.workspaceId, owner.slug);

    owner.asOwner().get("/org").then().statusCode(401);
    TestWorkspace.as(agentKey).body("{}").post(tool.path()).then().statusCode(401);
    for (TestWorkspace person : List.of(owner, member)) {
      for (String route : List.of("", "/members", "/runs", "/secrets", "/audit", "/invites")) {
        person.asSession().get(path + route).then().statusCode(404);
      }
      person
          .asSession()
          .header("X-Workspace-Id", owner.workspaceId)
          .get("/agents")
          .then()
          .statusCode(403);
    }
    stranger.asOwner().body("{}").post(tool.path()).then().statusCode(404);
    given().get(catalogued).then().statusCode(404);
    given().get(catalogued + "/bundle").then().statusCode(404);
    given().queryParam("org", owner.slug).get("/public/agents").then().body("data", empty());
    stranger.asOwner().get("/agents/" + tool.id).then().statusCode(404);
    open.acceptedBy(stranger).statusCode(404);
    // Its person goes on, in a new workspace
    owner.asSession().get("/org").then().statusCode(200);
    owner.asSession().get("/workspaces").then().body("data.type", contains("personal"));
  }

  @Test
  void its_slug_is_nobodys_again() {
    JsonPath team = team();
    String slug = team.getString("data.slug");
    delete(team.getString("data.id"), slug);
    for (TestWorkspace person : List.of(owner, member)) {
      person
          .asSession()
          .body(Map.of("name", "x", "slug", slug))
          .post("/workspaces")
          .then()
          .statusCode(409);
    }
    String alike = slug.replaceFirst("t", "т");
    owner
        .asSession()
        .body(Map.of("name", "x", "slug", alike))
        .post("/workspaces")
        .then()
        .statusCode(400);
    owner
        .asSession()
        .body(Map.of("name", team.getString("data.name")))
        .post("/workspaces")
        .then()
        .statusCode(201)
        .body("data.slug", org.hamcrest.Matchers.startsWith(slug.substring(0, 10)))
        .body("data.slug", org.hamcrest.Matchers.not(equalTo(slug)));
  }

  @Test
  void its_runs_are_cancelled() throws IOException {
    TestTool tool = TestTool.python(owner, ENDLESS);
    TestTool shared =
        TestTool.publish(
            owner,
            Map.of("is_public", true),
            Map.of("main.py", "import time; time.sleep(3); print('{}')"));
    String queued =
        owner
            .asOwner()
            .header("Prefer", "respond-async")
            .body("{}")
            .post(tool.path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    assertThat(queued).isNotNull();
    try (RawStream run = RawStream.call(owner, tool.path(), "{}");
        RawStream others = RawStream.call(member, shared.path(), "{}")) {
      run.until("event: ");
      others.until("event: ");
      delete(owner.workspaceId, owner.slug);
      assertThat(run.until("CANCELLED")).contains("error");
      // What somebody else started goes on to its end
      assertThat(others.until("event: result")).doesNotContain("event: error");
    }
  }
}
