package io.orchagent.workspaces;

import static io.orchagent.testing.TestWorkspace.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WorkspaceResourceTest {
  private TestWorkspace mine;

  @BeforeEach
  void fresh() {
    mine = TestWorkspace.create();
  }

  private ValidatableResponse create(Object body) {
    return mine.asOwner().body(body).post("/workspaces").then();
  }

  private ValidatableResponse patch(Object body) {
    return mine.asOwner().body(body).patch("/workspaces/" + mine.workspaceId).then();
  }

  @Test
  void a_new_workspace_belongs_to_its_maker() {
    String slug = "w" + TestWorkspace.unique();
    String id =
        create(Map.of("name", "Acme Labs", "slug", slug))
            .statusCode(201)
            .body("data.name", equalTo("Acme Labs"))
            .body("data.slug", equalTo(slug))
            .body("data.type", equalTo("team"))
            .body("data.plan", equalTo("free"))
            .body("data.role", equalTo("owner"))
            .body("data.owner_user_id", equalTo(mine.userId))
            .body("data.member_count", equalTo(1))
            .body("data.created_at", notNullValue())
            .extract()
            .path("data.id");
    mine.asOwner()
        .get("/workspaces")
        .then()
        .statusCode(200)
        .body("data.id", contains(mine.workspaceId, id))
        .body("data.type", contains("personal", "team"))
        .body("metadata.total", equalTo(2))
        .body("metadata.limit", equalTo(50))
        .body("metadata.offset", equalTo(0));
    mine.asOwner()
        .queryParam("limit", 1)
        .queryParam("offset", 1)
        .get("/workspaces")
        .then()
        .body("data.id", contains(id))
        .body("metadata.total", equalTo(2));
    mine.asOwner().get("/workspaces/" + id).then().statusCode(200).body("data.slug", equalTo(slug));
  }

  @Test
  void a_slug_is_made_from_the_name_and_is_unique() {
    String name = "Team " + TestWorkspace.unique();
    create(Map.of("name", name))
        .statusCode(201)
        .body("data.slug", equalTo(name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-')));
    String other = create(Map.of("name", name)).statusCode(201).extract().path("data.slug");
    assertThat(other).matches("team-[a-z0-9]{20}-[a-z0-9]{6}");
  }

  @Test
  void a_taken_or_reserved_slug_is_refused() {
    create(Map.of("name", "x", "slug", mine.slug))
        .statusCode(409)
        .body("error.code", equalTo("CONFLICT"));
    create(Map.of("name", "x", "slug", "agents"))
        .statusCode(400)
        .body("error.fields.field", contains("slug"));
    create(Map.of("name", " ", "slug", 5, "colour", "red"))
        .statusCode(400)
        .body("error.fields.field", contains("colour", "name", "slug"));
    create("{}").statusCode(400).body("error.fields.field", contains("name"));
    create(Map.of("name", "x".repeat(2_000_000))).statusCode(400);
    create(Map.of("name", "a\0b")).statusCode(400);
    create(Map.of("name", "a\u001b[31mb")).statusCode(400);
  }

  @Test
  void one_slug_at_once_goes_to_one() {
    String slug = "w" + TestWorkspace.unique();
    List<TestWorkspace> people = List.of(mine, TestWorkspace.create(), TestWorkspace.create());
    List<Integer> statuses =
        Together.statuses(
            6,
            i ->
                people
                    .get(i % 3)
                    .asOwner()
                    .body(Map.of("name", "x", "slug", slug))
                    .post("/workspaces")
                    .then());
    assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409, 409, 409);
  }

  @Test
  void the_plan_limits_what_a_person_owns_also_at_once() {
    List<Integer> statuses = Together.statuses(6, i -> create(Map.of("name", "more")));
    assertThat(statuses).containsExactlyInAnyOrder(201, 201, 403, 403, 403, 403);
    create(Map.of("name", "one more"))
        .statusCode(403)
        .body("error.code", equalTo("PLAN_LIMIT_REACHED"))
        .body("error.message", containsString("workspaces"));
  }

  @Test
  void fields_are_set_unset_and_left_alone() {
    patch(Map.of("name", "New", "payload_retention_days", 7, "run_retention_days", 60))
        .statusCode(200)
        .body("data.name", equalTo("New"))
        .body("data.payload_retention_days", equalTo(7))
        .body("data.run_retention_days", equalTo(60));
    patch("{\"payload_retention_days\": null}")
        .statusCode(200)
        .body("data.name", equalTo("New"))
        .body("data.payload_retention_days", nullValue())
        .body("data.run_retention_days", equalTo(60));
    patch("{}").statusCode(200).body("data.run_retention_days", equalTo(60));
    patch("{\"run_retention_days\": null}").body("data.run_retention_days", nullValue());
    mine.asOwner()
        .get("/workspaces/" + mine.workspaceId)
        .then()
        .body("data.name", equalTo("New"))
        .body("data.run_retention_days", nullValue());
  }

  @Test
  void a_bad_change_is_refused_whole() {
    patch("{\"name\": null, \"payload_retention_days\": 31, \"run_retention_days\": 0}")
        .statusCode(400)
        .body(
            "error.fields.field", contains("name", "payload_retention_days", "run_retention_days"));
    patch(Map.of("slug", "other")).statusCode(400).body("error.fields.field", contains("slug"));
    patch(Map.of("payload_retention_days", "7")).statusCode(400);
    patch(Map.of("payload_retention_days", 1.5)).statusCode(400);
    patch("").statusCode(400).body("error.code", equalTo("INVALID_INPUT"));
    mine.asOwner().get("/org").then().body("data.name", equalTo(mine.email.split("@")[0]));
  }

  @Test
  void another_workspace_sees_not_found() {
    TestWorkspace stranger = TestWorkspace.create();
    String path = "/workspaces/" + mine.workspaceId;
    String missing = "/workspaces/" + UUID.randomUUID();
    for (String rest : List.of("", "/members", "/audit")) {
      String message =
          stranger
              .asOwner()
              .get(missing + rest)
              .then()
              .statusCode(404)
              .extract()
              .path("error.message");
      stranger
          .asOwner()
          .get(path + rest)
          .then()
          .statusCode(404)
          .body("error.code", equalTo("NOT_FOUND"))
          .body("error.message", equalTo(message));
      given().get(path + rest).then().statusCode(401);
    }
    stranger.asOwner().body(Map.of("name", "mine")).patch(path).then().statusCode(404);
    mine.asOwner().get("/workspaces/none").then().statusCode(404);
    mine.asOwner().put(path).then().statusCode(405);
  }

  @Test
  void the_header_selects_the_workspace() {
    String other = create(Map.of("name", "Second")).extract().path("data.id");
    mine.asOwner()
        .header("X-Workspace-Id", other)
        .get("/org")
        .then()
        .statusCode(200)
        .body("data.id", equalTo(other))
        .body("data.name", equalTo("Second"))
        .body("data.plan", equalTo("free"))
        .body("data.created_at", notNullValue());
    mine.asOwner().get("/org").then().body("data.id", equalTo(mine.workspaceId));
    String foreign = TestWorkspace.create().workspaceId;
    for (String unknown : List.of(foreign, UUID.randomUUID().toString())) {
      mine.asOwner()
          .header("X-Workspace-Id", unknown)
          .get("/org")
          .then()
          .statusCode(403)
          .body("error.code", equalTo("FORBIDDEN"));
    }
    mine.asOwner().header("X-Workspace-Id", "x").get("/org").then().statusCode(400);
  }

  @Test
  void an_owner_renames_the_selected_workspace() {
    mine.asOwner()
        .body(Map.of("name", "Renamed"))
        .patch("/org")
        .then()
        .statusCode(200)
        .body("data.name", equalTo("Renamed"))
        .body("data.slug", equalTo(mine.slug));
    mine.asOwner().body("{\"name\": null}").patch("/org").then().statusCode(400);
    mine.asOwner().body("{\"plan\": \"pro\"}").patch("/org").then().statusCode(400);
  }

  @Test
  void members_are_listed() {
    mine.asOwner()
        .get("/workspaces/" + mine.workspaceId + "/members")
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].user_id", equalTo(mine.userId))
        .body("data[0].email", equalTo(mine.email))
        .body("data[0].name", nullValue())
        .body("data[0].role", equalTo("owner"))
        .body("data[0].joined_at", notNullValue())
        .body("metadata.invites", hasSize(0))
        .body("metadata.total", equalTo(1));
  }

  @Test
  void a_locked_key_reaches_one_workspace_alone() {
    String other = create(Map.of("name", "Second")).extract().path("data.id");
    String locked =
        mine.newKey(Map.of("name", "locked", "workspace_locked", true)).getString("data.key");
    as(locked).get("/workspaces").then().body("data.id", contains(mine.workspaceId));
    as(locked).get("/workspaces/" + other).then().statusCode(404);
    as(locked).header("X-Workspace-Id", other).get("/org").then().statusCode(403);
    as(locked).body(Map.of("name", "Third")).post("/workspaces").then().statusCode(403);
    as(locked).body(Map.of("name", "free")).post("/api-keys").then().statusCode(403);
    as(locked)
        .body(Map.of("name", "like it", "workspace_locked", true))
        .post("/api-keys")
        .then()
        .statusCode(201)
        .body("data.workspace_locked", equalTo(true));
  }
}
