package io.orchagent.agents.publishing;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published all the same, and said. */
@QuarkusTest
class PublishWarningsResourceTest {
  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  /** Of that type; what is neither prompt nor tool needs a prompt too. */
  private static Map<String, Object> body(String name, String type, Object... more) {
    Map<String, Object> body = tool(name, more);
    body.put("type", type);
    body.putIfAbsent("prompt", "You are {{who}}.");
    return body;
  }

  @Test
  void unused_dependencies_are_warned_of() {
    publish(workspace, tool("callee"));
    Map<String, Object> manifest =
        Map.of(
            "max_hops",
            1,
            "dependencies",
            List.of(Map.of("id", workspace.slug + "/callee", "version", "v1")));
    for (String type : List.of("prompt", "skill")) {
      assertThat(
              publish(workspace, body(type + "-x", type, "manifest", manifest))
                  .getList("data.warnings.code"))
          .containsExactly("DEPENDENCIES_UNUSED");
    }
    for (String type : List.of("tool", "agent")) {
      assertThat(
              publish(workspace, body(type + "-x", type, "manifest", manifest))
                  .getList("data.warnings"))
          .isEmpty();
    }
  }

  @Test
  void unused_parts_and_unsaid_secrets_are_warned_of() {
    JsonPath prompt =
        publish(
            workspace,
            Map.of(
                "name",
                "warned",
                "prompt",
                "x",
                "custom_tools",
                List.of(Map.of("name", "t1", "command", "true"))));
    assertThat(prompt.getList("data.warnings.code")).containsExactly("CUSTOM_TOOLS_UNUSED");
    for (String type : List.of("tool", "agent")) {
      Map<String, Object> body = body("silent", type);
      body.remove("required_secrets");
      JsonPath answer = publish(workspace, body);
      assertThat(answer.getList("data.warnings.code")).containsExactly("REQUIRED_SECRETS_MISSING");
      assertThat(answer.getString("data.warnings[0].message")).contains("send []");
    }
  }

  @Test
  void unknown_fields_at_any_depth_are_warnings() {
    JsonPath answer =
        publish(
            workspace,
            tool(
                "deep-more",
                "environment",
                Map.of("network", true, "gpu", 1),
                "runtime",
                Map.of("command", "x", "image", "y"),
                "custom_tools",
                List.of(Map.of("name", "t1", "command", "true", "icon", "z"))));
    assertThat(answer.getList("warnings.findAll { it.code == 'UNKNOWN_FIELD' }.field"))
        .containsExactlyInAnyOrder("environment.gpu", "runtime.image", "custom_tools[0].icon");
    assertThat(answer.getBoolean("data.agent.environment.network")).isTrue();
    assertThat(answer.getString("data.agent.custom_tools[0].name")).isEqualTo("t1");
  }
}
