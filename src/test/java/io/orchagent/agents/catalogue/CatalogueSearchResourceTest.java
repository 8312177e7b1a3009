package io.orchagent.agents.catalogue;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found by which words, and what caches are told. */
@QuarkusTest
class CatalogueSearchResourceTest {
  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  private String open(String name, Object... more) {
    Map<String, Object> body = tool(name, more);
    body.put("is_public", true);
    return TestTool.id(workspace, body);
  }

  private JsonPath search(String text, String... more) {
    var request = given().queryParam("org", workspace.slug).queryParam("search", text);
    for (int i = 0; i < more.length; i += 2) {
      request.queryParam(more[i], more[i + 1]);
    }
    return request.get("/public/agents").then().statusCode(200).extract().jsonPath();
  }

  private List<String> names(String text, String... more) {
    return search(text, more).getList("data.name");
  }

  @Test
  void words_are_found_wherever_they_stand() {
    open("invoice-reader", "description", "Extracts totals from scanned receipts.");
    open("translator", "tags", List.of("language", "c++"));
    assertThat(names("invoice")).containsExactly("invoice-reader");
    assertThat(names("invoice-reader")).containsExactly("invoice-reader");
    assertThat(names("READER, invoice!")).containsExactly("invoice-reader");
    assertThat(names("receipt")).containsExactly("invoice-reader");
    assertThat(names("extracting scanned")).containsExactly("invoice-reader");
    assertThat(names("recei")).containsExactly("invoice-reader");
    assertThat(names("voice")).containsExactly("invoice-reader");
    assertThat(names("language")).containsExactly("translator");
    assertThat(names("tr")).containsExactly("translator");
    assertThat(names(workspace.slug)).containsExactlyInAnyOrder("invoice-reader", "translator");
    assertThat(names("invoice language")).isEmpty();
  }

  @Test
  void a_typing_error_finds_what_is_written_nearly_like_it() {
    open("weather-forecast");
    open("translator");
    open("summarizer", "tags", List.of("documents"));
    assertThat(names("wether")).containsExactly("weather-forecast");
    assertThat(names("wheather forcast")).containsExactly("weather-forecast");
    assertThat(names("tranlator")).containsExactly("translator");
    assertThat(names("sumarizer")).containsExactly("summarizer");
    assertThat(names("documnets")).containsExactly("summarizer");
    assertThat(names("zebra")).isEmpty();
    JsonPath found = search("tranlator", "type", "tool", "sort", "name", "limit", "1");
    assertThat(found.getInt("metadata.total")).isEqualTo(1);
    assertThat(names("tranlator", "type", "prompt")).isEmpty();
    // What is spelled right is never mixed with what is not
    open("wether");
    assertThat(names("wether")).containsExactly("wether");
  }

  @Test
  void the_best_comes_first_unless_another_order_is_asked_for() {
    open("alpha", "description", "Speaks of parsers now and then.");
    open("parsers");
    assertThat(names("parsers")).containsExactly("parsers", "alpha");
    assertThat(names("parsers", "sort", "name")).containsExactly("alpha", "parsers");
    JsonPath second = search("parsers", "limit", "1", "offset", "1");
    assertThat(second.getList("data.name")).containsExactly("alpha");
    assertThat(second.getInt("metadata.total")).isEqualTo(2);
    JsonPath beyond = search("parsers", "offset", "9");
    assertThat(beyond.getList("data")).isEmpty();
    assertThat(beyond.getInt("metadata.total")).isEqualTo(2);
  }

  @Test
  void whatever_is_typed_is_no_failure() {
    open("plain");
    for (String odd :
        List.of(
            "'",
            "\\",
            "a:*",
            "!a",
            "a & | b",
            "<->",
            "%",
            "the",
            "😀",
            "日本",
            "ﬀ",
            "İ",
            "(",
            "\"a",
            "a".repeat(200))) {
      search(odd);
    }
    given().queryParam("search", "a".repeat(201)).get("/public/agents").then().statusCode(400);
  }

  @Test
  void a_listing_follows_its_agent() {
    String id = open("changing", "description", "first words");
    assertThat(names("words")).containsExactly("changing");
    workspace
        .asOwner()
        .body(Map.of("description", "other text", "tags", List.of("fresh")))
        .patch("/agents/" + id)
        .then()
        .statusCode(200);
    assertThat(names("words")).isEmpty();
    assertThat(names("fresh")).containsExactly("changing");
    workspace.asOwner().body(Map.of("is_public", false)).patch("/agents/" + id);
    assertThat(names("fresh")).isEmpty();
    publish(workspace, Map.of("name", "secret-one", "prompt", "p"));
    assertThat(names("secret")).isEmpty();
  }

  @Test
  void caches_ask_each_time_and_are_told_when_nothing_changed() {
    String id = open("cached", "allow_local_download", true);
    String detail = "/public/agents/" + workspace.slug + "/cached/v1";
    for (String path :
        List.of("/public/agents?org=" + workspace.slug, detail, detail + "/download")) {
      Response first = given().get(path);
      String tag = first.header("ETag");
      assertThat(tag).matches("W/\"[0-9a-f]{32}\"");
      assertThat(first.header("Cache-Control")).isEqualTo("public, no-cache");
      assertThat(first.headers().getValues("Vary").toString()).contains("Authorization");
      for (String known : List.of(tag, "\"x\", " + tag, tag.substring(2), "*")) {
        Response same = given().header("If-None-Match", known).get(path);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.asByteArray()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(tag);
        assertThat(same.header("X-Request-Id")).startsWith("req_");
      }
      given().header("If-None-Match", "W/\"x\"").get(path).then().statusCode(200);
      assertThat(workspace.asOwner().get(path).header("Cache-Control"))
          .isEqualTo("private, no-cache");
    }
    String tag = given().get(detail).header("ETag");
    workspace.asOwner().body(Map.of("description", "new")).patch("/agents/" + id);
    given()
        .header("If-None-Match", tag)
        .get(detail)
        .then()
        .statusCode(200)
        .body("data.description", equalTo("new"));
    workspace.asOwner().body(Map.of("is_public", false)).patch("/agents/" + id);
    given().header("If-None-Match", tag).get(detail).then().statusCode(404);
  }
}
