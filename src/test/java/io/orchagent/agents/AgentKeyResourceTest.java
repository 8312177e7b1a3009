package io.orchagent.agents;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The key that a version with dependencies gets. */
@QuarkusTest
class AgentKeyResourceTest {
  private TestWorkspace workspace;
  private TestTool callee;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
    callee = TestTool.python(workspace, "print('{}')");
  }

  private JsonPath orchestrator() {
    return publish(
        workspace,
        tool(
            "boss",
            "manifest",
            Map.of(
                "dependencies",
                List.of(Map.of("id", callee.org + "/" + callee.name, "version", "v1")),
                "max_hops",
                1)));
  }

  @Test
  void it_is_shown_once_and_known_by_its_beginning() {
    JsonPath answer = orchestrator();
    String key = answer.getString("data.service_key");
    assertThat(key).matches("sk_agent_[0-9A-Za-z]{43}");
    String prefix = key.substring(0, 12);
    assertThat(answer.getString("data.service_key_prefix")).isEqualTo(prefix);
    assertThat(answer.getString("data.agent.service_key_prefix")).isEqualTo(prefix);
    String id = answer.getString("data.agent.id");
    for (String path : List.of("/agents/" + id, "/agents?name=boss", "/agents/preview?name=boss")) {
      assertThat(workspace.asOwner().get(path).asString()).doesNotContain(key);
    }
    workspace
        .asOwner()
        .get("/agents?name=boss")
        .then()
        .body("data[0].service_key_prefix", equalTo(prefix));
    workspace
        .asOwner()
        .get("/agents/" + callee.id)
        .then()
        .body("data.service_key_prefix", nullValue());
    workspace
        .asOwner()
        .get("/workspaces/" + workspace.workspaceId + "/audit")
        .then()
        .body("data.action", hasItem("agent_key.created"))
        .body("data.target", hasItem("boss v1 (" + prefix + ")"));
    assertThat(orchestrator().getString("data.service_key")).isNotEqualTo(key);
    JsonPath plain =
        publish(workspace, tool("plain", "manifest", Map.of("dependencies", List.of())));
    assertThat(plain.getMap("data")).doesNotContainKeys("service_key", "service_key_prefix");
  }

  @Test
  void it_is_a_credential_of_the_agent_alone() {
    String key = orchestrator().getString("data.service_key");
    TestWorkspace.as(key).body("{}").post(callee.path()).then().statusCode(200);
    TestWorkspace.as(key)
        .body("{}")
        .post(TestTool.python(workspace, "print('{}')").path())
        .then()
        .statusCode(403)
        .body("error.code", equalTo("DEPENDENCY_NOT_ALLOWED"));
    for (String path : List.of("/agents", "/org", "/api-keys", "/agents/" + callee.id)) {
      TestWorkspace.as(key)
          .get(path)
          .then()
          .statusCode(403)
          .body("error.message", containsString("use a person's key"));
    }
    TestWorkspace.as(key)
        .header("X-Workspace-Id", TestWorkspace.create().workspaceId)
        .body("{}")
        .post(callee.path())
        .then()
        .statusCode(403)
        .body("error.message", containsString("does not reach that workspace"));
    String other = key.substring(0, 51) + (key.endsWith("x") ? "y" : "x");
    for (String unknown : List.of(other, "sk_agent_", key + "x")) {
      TestWorkspace.as(unknown).body("{}").post(callee.path()).then().statusCode(401);
    }
  }
}
