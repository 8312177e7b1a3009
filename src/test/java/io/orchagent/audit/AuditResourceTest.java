package io.orchagent.audit;

import static io.orchagent.testing.TestWorkspace.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditResourceTest {
  @Test
  void every_change_is_told_to_the_owner_newest_first() {
    TestWorkspace mine = TestWorkspace.create();
    JsonPath key = mine.newKey(Map.of("name", "deploy"));
    mine.asOwner()
        .header("X-Forwarded-For", "203.0.113.77")
        .delete("/api-keys/" + key.getString("data.id"))
        .then()
        .statusCode(200);
    mine.asOwner().body(Map.of("name", "New name")).patch("/org").then().statusCode(200);
    mine.asOwner()
        .body(Map.of("run_retention_days", 5))
        .patch("/workspaces/" + mine.workspaceId)
        .then()
        .statusCode(200);

    mine.asOwner()
        .get("/workspaces/" + mine.workspaceId + "/audit")
        .then()
        .statusCode(200)
        .body(
            "data.action",
            contains(
                "workspace.changed",
                "workspace.changed",
                "api_key.revoked",
                "api_key.created",
                "api_key.created",
                "session.started",
                "workspace.created",
                "user.registered"))
        .body("data.actor", everyItem(equalTo(mine.email)))
        .body("data[0].target", equalTo(mine.slug + ": run_retention_days"))
        .body("data[2].target", equalTo("deploy (" + key.getString("data.prefix") + ")"))
        .body("data[2].ip", equalTo("203.0.113.77"))
        .body("data.target", everyItem(not(containsString(key.getString("data.key")))))
        .body("data.created_at", everyItem(notNullValue()))
        .body("metadata.total", equalTo(8));
    mine.asOwner()
        .queryParam("limit", 1)
        .queryParam("offset", 6)
        .get("/workspaces/" + mine.workspaceId + "/audit")
        .then()
        .body("data.action", contains("workspace.created"));
    mine.asOwner()
        .queryParam("limit", 201)
        .get("/workspaces/" + mine.workspaceId + "/audit")
        .then()
        .statusCode(400);
  }

  private static ValidatableResponse get(TestWorkspace mine, Map<String, ?> query) {
    return mine.asOwner()
        .queryParams(query)
        .get("/workspaces/" + mine.workspaceId + "/audit")
        .then();
  }

  private static ValidatableResponse export(TestWorkspace mine, Map<String, ?> query) {
    return mine.asOwner()
        .queryParams(query)
        .get("/workspaces/" + mine.workspaceId + "/audit/export")
        .then();
  }

  @Test
  void events_are_filtered_by_actor_action_target_and_time() {
    TestWorkspace mine = TestWorkspace.create();
    mine.newKey(Map.of("name", "Deploy 100%"));
    String at =
        get(mine, Map.of("action", "api_key", "limit", 1)).extract().path("data[0].created_at");

    get(mine, Map.of("action", "api_key.created")).body("metadata.total", equalTo(2));
    get(mine, Map.of("action", "api_key")).body("metadata.total", equalTo(2));
    get(mine, Map.of("action", "api")).body("metadata.total", equalTo(0));
    get(mine, Map.of("target", "dEPLOY 100%")).body("data.action", contains("api_key.created"));
    get(mine, Map.of("target", "%")).body("metadata.total", equalTo(1));
    get(mine, Map.of("actor", mine.email.toUpperCase(Locale.ROOT)))
        .body("metadata.total", equalTo(5));
    get(mine, Map.of("actor", mine.userId)).body("metadata.total", equalTo(5));
    get(mine, Map.of("actor", "somebody@else.test")).body("data", hasSize(0));
    get(mine, Map.of("from", at)).body("data[0].target", containsString("Deploy 100%"));
    get(mine, Map.of("to", at)).body("metadata.total", equalTo(4));
    get(mine, Map.of("from", at, "action", "workspace")).body("metadata.total", equalTo(0));

    for (Map<String, String> odd :
        List.of(
            Map.of("action", "Nonsense!"),
            Map.of("from", "yesterday"),
            Map.of("from", at, "to", at),
            Map.of("cursor", "nonsense"),
            Map.of("actor", "x".repeat(501)))) {
      get(mine, odd).statusCode(400).body("error.code", equalTo("INVALID_INPUT"));
    }
    given()
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + mine.apiKey)
        .get("/workspaces/" + mine.workspaceId + "/audit?target=%00")
        .then()
        .statusCode(400);
  }

  @Test
  void a_cursor_walks_through_all_events_once() {
    TestWorkspace mine = TestWorkspace.create();
    for (int i = 0; i < 6; i++) {
      mine.newKey(Map.of("name", "key " + i));
    }
    List<String> all = get(mine, Map.of()).extract().path("data.id");
    List<String> walked = new ArrayList<>();
    Map<String, Object> query = new HashMap<>(Map.of("limit", 4));
    for (int pages = 0; pages < 3; pages++) {
      JsonPath page = get(mine, query).statusCode(200).extract().jsonPath();
      walked.addAll(page.getList("data.id"));
      query.put("cursor", page.getString("metadata.next_cursor"));
      // what comes meanwhile is newer, and moves nothing
      mine.newKey(Map.of("name", "meanwhile"));
      if (query.get("cursor") == null) {
        break;
      }
    }
    assertThat(all).hasSize(10);
    assertThat(walked).isEqualTo(all);
    get(mine, Map.of("limit", 4, "offset", 4)).body("data.id", hasSize(4));
    get(mine, Map.of("cursor", all.get(0), "offset", 4)).statusCode(400);
  }

  @Test
  void all_that_fit_come_as_a_file_that_no_spreadsheet_runs() {
    TestWorkspace mine = TestWorkspace.create();
    String formula = "=HYPERLINK(\"http://x.test/\",\"click, me\")";
    mine.newKey(Map.of("name", formula));
    String csv =
        export(mine, Map.of())
            .statusCode(200)
            .header("Content-Type", startsWith("text/csv"))
            .header("Content-Disposition", equalTo("attachment; filename=\"audit.csv\""))
            .extract()
            .asString();
    List<String> lines = csv.lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.getFirst())
        .isEqualTo("\"id\",\"actor\",\"action\",\"target\",\"ip\",\"created_at\"");
    assertThat(lines.get(1))
        .contains(",\"'=HYPERLINK(\"\"http://x.test/\"\",\"\"click, me\"\") (sk_live_");
    assertThat(csv).endsWith("\"\r\n");
    assertThat(export(mine, Map.of("action", "api_key")).extract().asString().lines()).hasSize(3);
  }

  @Test
  void events_of_an_account_are_told_to_that_person_alone() {
    TestWorkspace mine = TestWorkspace.create();
    String team =
        mine.asOwner()
            .body(Map.of("name", "A team"))
            .post("/workspaces")
            .then()
            .statusCode(201)
            .extract()
            .path("data.id");
    mine.asOwner()
        .get("/workspaces/" + team + "/audit")
        .then()
        .statusCode(200)
        .body("data.action", contains("workspace.created"));
    get(mine, Map.of("action", "session.started")).body("metadata.total", equalTo(1));
    String locked =
        mine.newKey(Map.of("name", "locked", "workspace_locked", true)).getString("data.key");
    as(locked)
        .queryParam("action", "session.started")
        .get("/workspaces/" + mine.workspaceId + "/audit")
        .then()
        .statusCode(200)
        .body("metadata.total", equalTo(0));
  }

  @Test
  void strangers_learn_nothing() {
    TestWorkspace mine = TestWorkspace.create();
    String path = "/workspaces/" + mine.workspaceId + "/audit";
    TestWorkspace.create().asOwner().get(path).then().statusCode(404);
    given().get(path).then().statusCode(401);
    TestWorkspace.create().asOwner().get(path + "/export").then().statusCode(404);
  }
}
