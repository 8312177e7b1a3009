package io.orchagent.agents.catalogue;

import static io.orchagent.testing.TestTool.tool;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StarResourceTest {
  private TestWorkspace author;
  private TestWorkspace reader;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
    reader = TestWorkspace.create();
  }

  private String open(String name) {
    return TestTool.id(author, tool(name, "is_public", true));
  }

  private static String path(String id) {
    return "/agents/" + id + "/star";
  }

  @Test
  void a_person_has_one_star_for_a_version() {
    String id = open("liked");
    for (int i = 0; i < 2; i++) {
      reader
          .asOwner()
          .post(path(id))
          .then()
          .statusCode(200)
          .body("data", equalTo(Map.of("starred", true, "stars_count", 1)));
    }
    author.asOwner().post(path(id)).then().body("data.stars_count", equalTo(2));
    author.asOwner().get("/agents/" + id).then().body("data.stars_count", equalTo(2));
    for (int i = 0; i < 2; i++) {
      reader
          .asOwner()
          .delete(path(id))
          .then()
          .statusCode(200)
          .body("data", equalTo(Map.of("starred", false, "stars_count", 1)));
    }
    reader
        .asOwner()
        .get("/workspaces/" + reader.workspaceId + "/audit")
        .then()
        .body("data.action", hasItems("agent.starred", "agent.unstarred"))
        .body("data.target", hasItems("liked v1"));
  }

  @Test
  void the_catalogue_counts_people_over_all_versions_and_sorts_by_them() {
    String first = open("popular");
    String other = open("unknown");
    reader.asOwner().post(path(first));
    author.asOwner().post(path(first));
    author.asOwner().post(path(other));
    String second = open("popular");
    author.asOwner().post(path(second));
    given()
        .get("/public/agents?sort=stars&org=" + author.slug)
        .then()
        .body("data.name", contains("popular", "unknown"))
        .body("data.version", contains("v2", "v1"))
        .body("data.stars_count", contains(2, 1));
    author.asOwner().get("/agents/" + second).then().body("data.stars_count", equalTo(1));
  }

  @Test
  void many_at_once_are_all_counted() {
    String id = open("crowded");
    List<TestWorkspace> people = List.of(author, reader, TestWorkspace.create());
    List<Integer> statuses =
        Together.statuses(12, i -> people.get(i % 3).asOwner().post(path(id)).then());
    assertThat(statuses).isEqualTo(Collections.nCopies(12, 200));
    author.asOwner().get("/agents/" + id).then().body("data.stars_count", equalTo(3));
  }

  @Test
  void what_one_does_not_see_takes_no_star() {
    String hidden = TestTool.id(author, tool("hidden"));
    reader.asOwner().post(path(hidden)).then().statusCode(404);
    reader.asOwner().delete(path(hidden)).then().statusCode(404);
    author.asOwner().post(path(hidden)).then().statusCode(200);
    reader.asOwner().post(path(UUID.randomUUID().toString())).then().statusCode(404);
    reader.asOwner().post(path("x")).then().statusCode(404);
    given().post(path(hidden)).then().statusCode(401);
  }
}
