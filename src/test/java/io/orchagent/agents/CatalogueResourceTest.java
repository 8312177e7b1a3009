package io.orchagent.agents;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static io.orchagent.testing.TestTool.upload;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CatalogueResourceTest {
  private static final List<String> FIELDS =
      List.of(
          "id",
          "name",
          "org",
          "org_slug",
          "org_name",
          "version",
          "type",
          "run_mode",
          "execution_engine",
          "callable",
          "description",
          "supported_providers",
          "default_endpoint",
          "timeout_seconds",
          "tags",
          "input_schema",
          "output_schema",
          "required_secrets",
          "optional_secrets",
          "allow_local_download",
          "stars_count",
          "fork_count",
          "price_per_call_cents",
          "created_at");

  private TestWorkspace workspace;
  private TestWorkspace stranger;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
    stranger = TestWorkspace.create();
  }

  private String list(String query) {
    return "/public/agents?org=" + workspace.slug + query;
  }

  private String path(String name, String version) {
    return "/public/agents/" + workspace.slug + "/" + name + "/" + version;
  }

  @Test
  void the_newest_public_version_of_each_agent_is_listed() {
    publish(workspace, tool("alpha", "is_public", true));
    publish(workspace, tool("alpha", "is_public", true, "description", "second"));
    publish(workspace, tool("alpha"));
    publish(workspace, tool("beta"));
    JsonPath listed = given().get(list("")).then().statusCode(200).extract().jsonPath();
    assertThat(listed.getList("data.version")).containsExactly("v2");
    assertThat(listed.getInt("metadata.total")).isEqualTo(1);
    Map<String, Object> agent = listed.getMap("data[0]");
    assertThat(agent.keySet()).containsExactlyInAnyOrderElementsOf(FIELDS);
    assertThat(agent)
        .containsEntry("name", "alpha")
        .containsEntry("org", workspace.slug)
        .containsEntry("org_slug", workspace.slug)
        .containsEntry("description", "second");
  }

  @Test
  void what_is_listed_is_what_latest_stands_for() {
    String first = TestTool.runnable(workspace, tool("alpha", "is_public", true));
    String second = TestTool.id(workspace, tool("alpha", "is_public", true));
    given().get(list("")).then().body("data.id", contains(first));
    upload(workspace, second, TestTool.zip(Map.of("main.py", "1"))).then().statusCode(200);
    given().get(list("")).then().body("data.id", contains(second));
    given().get(path("alpha", "latest")).then().body("data.id", equalTo(second));
    // Nothing of it can run: it is listed, and latest is nothing.
    publish(workspace, tool("beta", "is_public", true));
    given().get(list("&sort=name")).then().body("data.name", contains("alpha", "beta"));
    given().get(path("beta", "latest")).then().statusCode(404);
  }

  @Test
  void the_list_is_searched_sorted_and_paged() {
    publish(workspace, tool("b-tool", "is_public", true, "tags", List.of("x", "y")));
    publish(workspace, tool("a-tool", "is_public", true, "tags", List.of("y")));
    publish(
        workspace,
        Map.of("name", "c-prompt", "prompt", "p", "is_public", true, "description", "100% Gold_"));
    given()
        .get(list("&sort=name"))
        .then()
        .body("data.name", contains("a-tool", "b-tool", "c-prompt"));
    given()
        .get(list("&sort=recent"))
        .then()
        .body("data.name", contains("c-prompt", "a-tool", "b-tool"));
    given()
        .get(list("&sort=name&limit=1&offset=1"))
        .then()
        .body("data.name", contains("b-tool"))
        .body("metadata.total", equalTo(3));
    given().get(list("&type=prompt")).then().body("data.name", contains("c-prompt"));
    given().get(list("&tags=y,x")).then().body("data.name", contains("b-tool"));
    given().get(list("&tags=y&sort=name")).then().body("data.name", contains("a-tool", "b-tool"));
    given().get(list("&search=GOLD")).then().body("data.name", contains("c-prompt"));
    given()
        .queryParam("search", "100%")
        .get(list(""))
        .then()
        .body("data.name", contains("c-prompt"));
    given().queryParam("search", "1%0").get(list("")).then().body("data", empty());
    given().queryParam("search", "\\").get(list("")).then().statusCode(200).body("data", empty());
    given().get("/public/agents?sort=best").then().statusCode(400);
    given().get("/public/agents?type=robot").then().statusCode(400);
    given().get("/public/agents?limit=0").then().statusCode(400);
    given().urlEncodingEnabled(false).get("/public/agents?search=a%00b").then().statusCode(400);
  }

  @Test
  void a_source_available_agent_shows_its_inside() {
    publish(
        workspace,
        Map.of(
            "name",
            "open-one",
            "prompt",
            "Say {{x}}",
            "is_public",
            true,
            "manifest",
            Map.of("a", 1)));
    given()
        .get(path("open-one", "v1"))
        .then()
        .statusCode(200)
        .body("data.prompt", equalTo("Say {{x}}"))
        .body("data.manifest.a", equalTo(1))
        .body("data.skill_files", empty())
        .body("data", not(hasKey("environment")));
    publish(
        workspace,
        Map.of(
            "name",
            "closed",
            "prompt",
            "secret",
            "is_public",
            true,
            "allow_local_download",
            false));
    publish(
        workspace,
        Map.of("name", "paid", "prompt", "secret", "is_public", true, "price_per_call_cents", 5));
    for (String name : List.of("closed", "paid")) {
      JsonPath seen =
          stranger.asOwner().get(path(name, "latest")).then().statusCode(200).extract().jsonPath();
      assertThat(seen.getMap("data").keySet()).containsExactlyInAnyOrderElementsOf(FIELDS);
      workspace.asOwner().get(path(name, "v1")).then().body("data.prompt", equalTo("secret"));
    }
  }

  @Test
  void a_private_agent_is_seen_by_its_workspace_alone() {
    publish(workspace, Map.of("name", "private", "prompt", "p"));
    for (String tail : List.of("", "/download", "/bundle")) {
      given().get(path("private", "v1") + tail).then().statusCode(404);
      stranger.asOwner().get(path("private", "v1") + tail).then().statusCode(404);
    }
    workspace.asOwner().get(path("private", "v1")).then().statusCode(200);
    workspace.asOwner().get(path("private", "latest")).then().statusCode(200);
    workspace.asOwner().get(path("private", "v1") + "/download").then().statusCode(200);
    for (String version : List.of("v2", "v0", "v01", "1", "v99999999999", "LATEST", "v1x")) {
      workspace.asOwner().get(path("private", version)).then().statusCode(404);
    }
    workspace.asOwner().get(path("nothing", "v1")).then().statusCode(404);
    given().get("/public/agents/no-such-org/private/v1").then().statusCode(404);
    TestWorkspace.as("sk_live_unknown").get(path("private", "v1")).then().statusCode(401);
  }

  @Test
  void latest_is_the_newest_version_that_can_run_and_be_seen() {
    String first = TestTool.runnable(workspace, tool("runner", "is_public", true));
    String second = TestTool.id(workspace, tool("runner", "is_public", true));
    given().get(path("runner", "latest")).then().body("data.id", equalTo(first));
    upload(workspace, second, RawZip.of("main.py", "1")).then().statusCode(200);
    given().get(path("runner", "latest")).then().body("data.id", equalTo(second));
    String third = TestTool.runnable(workspace, tool("runner"));
    given().get(path("runner", "latest")).then().body("data.id", equalTo(second));
    workspace.asOwner().get(path("runner", "latest")).then().body("data.id", equalTo(third));
    publish(workspace, tool("bare", "is_public", true));
    given().get(path("bare", "latest")).then().statusCode(404);
    given().get(path("bare", "v1")).then().statusCode(200);
  }

  @Test
  void visibility_changes_at_once() {
    String id = TestTool.runnable(workspace, tool("switch", "is_public", true));
    given().get(path("switch", "v1")).then().statusCode(200);
    workspace
        .asOwner()
        .body(Map.of("is_public", false))
        .patch("/agents/" + id)
        .then()
        .statusCode(200);
    given().get(path("switch", "v1")).then().statusCode(404);
    given().get(path("switch", "latest")).then().statusCode(404);
    workspace
        .asOwner()
        .body(Map.of("is_public", true))
        .patch("/agents/" + id)
        .then()
        .statusCode(200);
    given().get(path("switch", "v1")).then().statusCode(200);
  }

  @Test
  void a_download_tells_what_a_local_run_needs() {
    byte[] zip = RawZip.of("main.py", "print(1)");
    String id =
        TestTool.id(workspace, tool("local", "is_public", true, "run_command", "python3 main.py"));
    upload(workspace, id, zip).then().statusCode(200);
    JsonPath download =
        given()
            .get(path("local", "latest") + "/download")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    assertThat(download.getMap("data").keySet())
        .containsExactlyInAnyOrder(
            "type",
            "name",
            "version",
            "description",
            "prompt",
            "input_schema",
            "output_schema",
            "supported_providers",
            "default_models",
            "run_mode",
            "execution_engine",
            "runtime",
            "loop",
            "callable",
            "source_url",
            "run_command",
            "entrypoint",
            "files",
            "has_bundle",
            "dependencies",
            "default_skills",
            "skills_locked",
            "manifest");
    assertThat(download.getBoolean("data.has_bundle")).isTrue();
    assertThat(download.getString("data.entrypoint")).isEqualTo("main.py");
    assertThat(download.getString("data.run_command")).isEqualTo("python3 main.py");
    assertThat(download.getList("data.dependencies")).isEmpty();
    byte[] fetched =
        given()
            .get(path("local", "v1") + "/bundle")
            .then()
            .statusCode(200)
            .header("ETag", equalTo('"' + Hashes.hex(Hashes.sha256(zip)) + '"'))
            .extract()
            .asByteArray();
    assertThat(fetched).isEqualTo(zip);
    given()
        .header("If-None-Match", '"' + Hashes.hex(Hashes.sha256(zip)) + '"')
        .get(path("local", "v1") + "/bundle")
        .then()
        .statusCode(304);
  }

  @Test
  void server_only_and_paid_agents_are_for_their_owner_to_download() {
    Map<String, Map<String, Object>> refused =
        Map.of(
            "DOWNLOAD_DISABLED", Map.of("allow_local_download", false),
            "PAID_AGENT_SERVER_ONLY", Map.of("price_per_call_cents", 1));
    refused.forEach(
        (code, setting) -> {
          Map<String, Object> body = new HashMap<>(tool("t" + TestWorkspace.unique()));
          body.put("is_public", true);
          body.putAll(setting);
          TestTool.runnable(workspace, body);
          String address = path((String) body.get("name"), "v1");
          for (String tail : List.of("/download", "/bundle")) {
            for (RequestSpecification other : List.of(given(), stranger.asOwner())) {
              other.get(address + tail).then().statusCode(403).body("error.code", equalTo(code));
            }
            workspace.asOwner().get(address + tail).then().statusCode(200);
          }
        });
  }
}
