package io.orchagent.secrets;

import static io.orchagent.testing.TestSecrets.path;
import static io.orchagent.testing.TestSecrets.put;
import static io.orchagent.testing.TestSecrets.set;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SecretResourceTest {
  TestWorkspace owner;

  @BeforeEach
  void workspace() {
    owner = TestWorkspace.create();
  }

  @Test
  void a_secret_is_set_listed_and_deleted_and_its_value_is_never_seen() {
    String value = "value-" + TestWorkspace.unique();
    JsonPath set =
        put(
                owner,
                Map.of(
                    "name",
                    "STRIPE_KEY",
                    "value",
                    value,
                    "description",
                    "payments",
                    "allowed_agents",
                    List.of("acme/scanner", "acme/*", "acme/scanner")))
            .statusCode(200)
            .body("data.name", equalTo("STRIPE_KEY"))
            .body("data.secret_type", equalTo("custom"))
            .body("data.llm_provider", nullValue())
            .body("data.description", equalTo("payments"))
            .body("data.allowed_agents", contains("acme/scanner", "acme/*"))
            .body("data.created_by", equalTo(owner.userId))
            .body("data.restarted_services", empty())
            .body(not(containsString(value)))
            .extract()
            .jsonPath();
    set(owner, "A_FIRST", "another");
    owner
        .asOwner()
        .get(path(owner))
        .then()
        .statusCode(200)
        .body("data.name", contains("A_FIRST", "STRIPE_KEY"))
        .body("data[1].id", equalTo(set.getString("data.id")))
        .body("data[1].created_at", equalTo(set.getString("data.created_at")))
        .body("data[1].updated_at", equalTo(set.getString("data.updated_at")))
        .body("data[1]", not(hasKey("value")))
        .body("data[1]", not(hasKey("restarted_services")))
        .body("metadata.total", equalTo(2))
        .body(not(containsString(value)));
    owner
        .asOwner()
        .delete(path(owner) + "/STRIPE_KEY")
        .then()
        .statusCode(200)
        .body("data.deleted", equalTo(true));
    owner.asOwner().delete(path(owner) + "/STRIPE_KEY").then().statusCode(404);
    owner.asOwner().delete(path(owner) + "/no-name").then().statusCode(404);
    owner.asOwner().get(path(owner)).then().body("data.name", contains("A_FIRST"));
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .statusCode(200)
        .body("data[0].action", equalTo("secret.deleted"))
        .body("data[0].target", equalTo("STRIPE_KEY"))
        .body("data[1].action", equalTo("secret.created"))
        .body("data[1].target", equalTo("A_FIRST"))
        .body("data[2].target", equalTo("STRIPE_KEY (allowed: acme/scanner, acme/*)"))
        .body(not(containsString(value)));
  }

  @Test
  void setting_again_changes_what_is_named_and_keeps_the_rest() {
    Map<String, Object> first =
        Map.of(
            "name", "KEY", "value", "one", "description", "d", "allowed_agents", List.of("a1/b2"));
    String id = put(owner, first).statusCode(200).extract().path("data.id");
    put(owner, Map.of("name", "KEY", "value", "two"))
        .statusCode(200)
        .body("data.id", equalTo(id))
        .body("data.description", equalTo("d"))
        .body("data.allowed_agents", contains("a1/b2"));
    Map<String, Object> cleared = new HashMap<>(Map.of("name", "KEY", "value", "three"));
    cleared.put("description", null);
    cleared.put("allowed_agents", null);
    put(owner, cleared)
        .statusCode(200)
        .body("data.description", nullValue())
        .body("data.allowed_agents", empty());
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .body("data[0].action", equalTo("secret.updated"))
        .body("data[2].action", equalTo("secret.created"));
  }

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC_API_KEY,anthropic",
    "OPENAI_API_KEY,openai",
    "GEMINI_API_KEY,gemini",
    "GOOGLE_API_KEY,gemini",
    "OLLAMA_API_KEY,ollama"
  })
  void the_well_known_names_are_keys_of_providers(String name, String provider) {
    put(owner, Map.of("name", name, "value", "sk"))
        .statusCode(200)
        .body("data.secret_type", equalTo("llm_key"))
        .body("data.llm_provider", equalTo(provider));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "PATH",
        "HOME",
        "ORCHAGENT_RUN_ID",
        "ORCHAGENT_",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "NODE_OPTIONS",
        "NODE_PATH",
        "BASH_ENV",
        "ENV",
        "IFS",
        "HTTPS_PROXY",
        "SSL_CERT_FILE",
        "GLIBC_TUNABLES",
        "LLM_PROVIDER"
      })
  void names_that_change_how_programs_start_are_refused(String name) {
    put(owner, Map.of("name", name, "value", "a value"))
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body("error.fields.field", contains("name"))
        .body("error.fields[0].message", containsString("is reserved"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lower", "1KEY", "_KEY", "KE-Y", "KEY ", "KÉY", "KEY\n", "A=B"})
  void what_is_no_name_is_refused(String name) {
    put(owner, Map.of("name", name, "value", "a value"))
        .statusCode(400)
        .body("error.fields.field", contains("name"));
  }

  @Test
  void names_and_values_have_the_lengths_of_the_contract() {
    set(owner, "A" + "B".repeat(127), "v");
    put(owner, Map.of("name", "A" + "B".repeat(128), "value", "v")).statusCode(400);
    set(owner, "ONE_BYTE", "v");
    set(owner, "ALL", "v".repeat(64 * 1024));
    set(owner, "WIDE", "é".repeat(32 * 1024));
    for (String wrong : List.of("", "v".repeat(64 * 1024 + 1), "é".repeat(32 * 1024) + "v")) {
      put(owner, Map.of("name", "KEY", "value", wrong))
          .statusCode(400)
          .body("error.fields.field", contains("value"))
          .body("error.fields[0].message", containsString("1 to 65536 bytes"));
    }
    owner
        .asOwner()
        .body("{\"name\": \"KEY\", \"value\": \"half \\ud800\"}")
        .put(path(owner))
        .then()
        .statusCode(400)
        .body("error.fields.field", contains("value"));
    owner
        .asOwner()
        .body("{\"name\": \"KEY\", \"value\": \"nul \\u0000\"}")
        .put(path(owner))
        .then()
        .statusCode(400);
  }

  @Test
  void everything_that_is_wrong_is_told_at_once_and_no_value_with_it() {
    String value = "value-" + TestWorkspace.unique();
    put(
            owner,
            Map.of(
                "name",
                "lower",
                "value",
                value + "v".repeat(64 * 1024),
                "description",
                "d".repeat(501),
                "allowed_agents",
                List.of("acme/scanner", "*", "acme", "acme/Scanner", "*/scanner", "a/b/c"),
                "secret_type",
                "custom"))
        .statusCode(400)
        .body(
            "error.fields.field",
            containsInAnyOrder(
                "name",
                "value",
                "description",
                "allowed_agents[1]",
                "allowed_agents[2]",
                "allowed_agents[3]",
                "allowed_agents[4]",
                "allowed_agents[5]",
                "secret_type"))
        .body(not(containsString(value)));
    put(owner, Map.of())
        .statusCode(400)
        .body("error.fields.field", containsInAnyOrder("name", "value"));
    put(
            owner,
            Map.of(
                "name", "KEY", "value", "v", "allowed_agents", Collections.nCopies(101, "a1/b2")))
        .statusCode(400);
    owner
        .asOwner()
        .body("{\"name\": \"KEY\", \"value\": \"" + value)
        .put(path(owner))
        .then()
        .statusCode(400)
        .body(not(containsString(value)));
  }

  @Test
  void many_who_set_the_same_name_at_once_leave_one() {
    List<Integer> statuses =
        Together.statuses(
            8, i -> put(owner, Map.of("name", "RACED", "value", "value number " + i)));
    assertThat(statuses).containsOnly(200);
    owner.asOwner().get(path(owner)).then().body("data.name", contains("RACED"));
  }

  @Test
  void strangers_find_nothing() {
    set(owner, "KEY", "v");
    TestWorkspace stranger = TestWorkspace.create();
    stranger.asOwner().get(path(owner)).then().statusCode(404);
    stranger
        .asOwner()
        .body(Map.of("name", "KEY", "value", "v"))
        .put(path(owner))
        .then()
        .statusCode(404);
    stranger.asOwner().delete(path(owner) + "/KEY").then().statusCode(404);
    given().get(path(owner)).then().statusCode(401);
    stranger.asOwner().get(path(stranger)).then().statusCode(200).body("data", empty());
  }
}
