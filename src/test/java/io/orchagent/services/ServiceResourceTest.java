package io.orchagent.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestSkill;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ServiceResourceTest {
  private TestWorkspace owner;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    tool = TestTool.python(owner, TestService.WORKER);
  }

  /** So that nothing goes on running beside the tests that follow. */
  @AfterEach
  void deleted() {
    List<String> left = owner.asOwner().get(TestService.root(owner)).path("data.id");
    left.forEach(id -> owner.asOwner().delete(TestService.root(owner) + "/" + id));
  }

  @Test
  void a_service_is_returned_whole() {
    TestService service =
        TestService.create(
            owner,
            tool,
            "env",
            Map.of("B", "2", "A", "1"),
            "command",
            "python",
            "args",
            List.of("main.py", "it's"));
    assertThat(service.created.getString("data.alert_signing_secret")).startsWith("whsec_");
    service
        .get()
        .statusCode(200)
        .body("data.id", equalTo(service.id))
        .body("data.workspace_id", equalTo(owner.workspaceId))
        .body("data.agent_id", equalTo(tool.id))
        .body("data.agent_name", equalTo(tool.name))
        .body("data.agent_version", equalTo("v1"))
        .body("data.name", equalTo(service.name))
        .body("data.desired_state", equalTo("running"))
        .body(
            "data.url", containsString("://" + service.name + "--" + owner.slug + ".services.test"))
        .body("data.min_instances", equalTo(1))
        .body("data.max_instances", equalTo(1))
        .body("data.restart_count", equalTo(0))
        .body("data.consecutive_restart_failures", equalTo(0))
        .body("data.max_restart_failures", equalTo(5))
        .body("data.auto_update", equalTo(true))
        .body("data.auto_paused_at", nullValue())
        .body("data.env", equalTo(Map.of("A", "1", "B", "2")))
        .body("data.secret_names", hasSize(0))
        .body("data.command", equalTo("python"))
        .body("data.args", equalTo(List.of("main.py", "it's")))
        .body("data.require_key", equalTo(false))
        .body("data.alert_webhook_url", nullValue())
        .body("data.alert_signing_secret", nullValue())
        .body("data.events.type", hasItem("created"));
  }

  @Test
  void its_name_is_its_agents_by_default_and_taken_once() {
    TestTool small =
        TestTool.publish(owner, Map.of("name", "pager"), Map.of("main.py", TestService.WORKER));
    Map<String, Object> body = Map.of("agent_id", small.id);
    TestService.post(owner, body).statusCode(201).body("data.name", equalTo("pager"));
    TestService.post(owner, body)
        .statusCode(409)
        .body("error.message", containsString("pager already"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MY_SECRET",
        "ACCESS_TOKEN",
        "DB_PASSWORD",
        "SOME_API_KEY",
        "my_credential",
        "PRIVATE_KEY_A"
      })
  void what_looks_like_a_secret_belongs_into_the_vault(String name) {
    TestService.post(owner, TestService.body(tool, "env", Map.of(name, "x")))
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body("error.fields.field", hasItem("env." + name))
        .body("error.fields.message", hasItem(containsString("use secret_names")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A=B", "A\0B", "lower", "1A", "", "A B", "PATH", "PORT", "LD_PRELOAD", "Ä"})
  void a_name_that_is_none_is_no_variable(String name) {
    TestService.post(owner, TestService.body(tool, "env", Map.of(name, "x")))
        .statusCode(400)
        .body("error.fields.field", hasItem(startsWith("env.")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/",
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://[::1]/hook",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest",
        "https://user@example.com/",
        "ftp://example.com/",
        "nonsense"
      })
  void alerts_go_to_public_addresses_by_https_only(String url) {
    TestService.post(owner, TestService.body(tool, "alert_webhook_url", url))
        .statusCode(400)
        .body("error.fields.field", hasItem("alert_webhook_url"));
    TestService service = TestService.create(owner, tool);
    service
        .patch(Map.of("alert_webhook_url", url))
        .statusCode(400)
        .body("error.fields.field", hasItem("alert_webhook_url"));
  }

  @Test
  void all_that_does_not_fit_is_told_at_once() {
    TestService.post(
            owner,
            Map.of(
                "name",
                "Not A Name",
                "min_instances",
                0,
                "max_instances",
                0,
                "max_restart_failures",
                51,
                "args",
                List.of("x"),
                "secret_names",
                List.of("low"),
                "env",
                Map.of("A", "nul\0")))
        .statusCode(400)
        .body(
            "error.fields.field",
            hasItems(
                "agent_id",
                "name",
                "min_instances",
                "max_instances",
                "max_restart_failures",
                "args",
                "secret_names[0]",
                "env.A"));
    TestService.post(owner, TestService.body(tool, "min_instances", 2))
        .statusCode(400)
        .body("error.fields.field", hasItem("max_instances"));
    TestService.post(owner, TestService.body(tool, "env", Map.of("A", 5))).statusCode(400);
    TestService.post(owner, TestService.body(tool, "unknown", 5)).statusCode(400);
  }

  @Test
  void only_what_has_code_is_kept_running() {
    TestTool bare = TestTool.publish(owner, Map.of(), Map.of());
    TestPrompt prompt = TestPrompt.publish(owner, "Hello");
    TestSkill skill = TestSkill.publish(owner, "Be kind");
    for (String id : List.of(bare.id, prompt.agent.id, skill.id)) {
      TestService.post(owner, Map.of("agent_id", id, "name", "none"))
          .statusCode(422)
          .body("error.message", startsWith("This version can't be kept running: "));
    }
    TestService.post(owner, Map.of("agent_id", TestWorkspace.create().workspaceId)).statusCode(404);
  }

  @Test
  void required_secrets_must_be_there() {
    TestTool needs =
        TestTool.publish(
            owner,
            Map.of("required_secrets", List.of("ITS_KEY")),
            Map.of("main.py", TestService.WORKER));
    TestService.post(owner, TestService.body(needs, "secret_names", List.of("MORE")))
        .statusCode(400)
        .body("error.code", equalTo("MISSING_SECRETS"))
        .body("error.message", equalTo("Required secrets not found in workspace: ITS_KEY, MORE."));
    TestSecrets.set(owner, "ITS_KEY", "its value");
    TestService.create(owner, needs);
  }

  @Test
  void a_plan_has_room_for_so_many_however_many_ask_at_once() {
    List<Integer> statuses =
        Together.statuses(6, i -> TestService.post(owner, TestService.body(tool)));
    assertThat(Collections.frequency(statuses, 201)).isEqualTo(2);
    assertThat(Collections.frequency(statuses, 403)).isEqualTo(4);
    TestService.post(owner, TestService.body(tool))
        .statusCode(403)
        .body("error.code", equalTo("PLAN_LIMIT_REACHED"))
        .body("error.message", containsString("2 services (services)"));
  }

  @Test
  void a_plan_has_room_for_so_many_instances() {
    TestService.post(owner, TestService.body(tool, "max_instances", 2))
        .statusCode(403)
        .body("error.message", containsString("1 instances of a service (service-instances)"));
    TestService.create(owner, tool)
        .patch(Map.of("max_instances", 2))
        .statusCode(403)
        .body("error.code", equalTo("PLAN_LIMIT_REACHED"));
  }

  @Test
  void each_field_can_be_set_and_what_may_be_empty_unset() {
    TestSecrets.set(owner, "A_SECRET", "its value");
    TestService service = TestService.create(owner, tool);
    Map<String, Object> all = new HashMap<>();
    all.put("env", Map.of("X", "y"));
    all.put("secret_names", List.of("A_SECRET"));
    all.put("auto_update", false);
    all.put("max_restart_failures", 50);
    all.put("require_key", true);
    all.put("min_instances", 1);
    all.put("max_instances", 1);
    all.put("alert_webhook_url", "https://alerts.example.com/x");
    all.forEach(
        (field, value) ->
            service
                .patch(Map.of(field, value))
                .statusCode(200)
                .body("data." + field, equalTo(value)));
    service.patch(Map.of()).statusCode(200).body("data.env", equalTo(Map.of("X", "y")));
    Map<String, Object> none = new HashMap<>();
    none.put("alert_webhook_url", null);
    service.patch(none).statusCode(200).body("data.alert_webhook_url", nullValue());
    service.patch(Map.of("env", Map.of())).statusCode(200).body("data.env", equalTo(Map.of()));
    for (String field : List.of("env", "secret_names", "min_instances", "require_key")) {
      Map<String, Object> nothing = new HashMap<>();
      nothing.put(field, null);
      service.patch(nothing).statusCode(400).body("error.fields.field", hasItem(field));
    }
    service
        .patch(Map.of("secret_names", List.of("NOT_THERE")))
        .statusCode(400)
        .body("error.code", equalTo("MISSING_SECRETS"));
    service.patch(Map.of("name", "other")).statusCode(400);
  }

  @Test
  void pausing_and_resuming_may_be_said_twice() {
    TestService service = TestService.create(owner, tool);
    for (int i = 0; i < 2; i++) {
      service
          .act("pause")
          .statusCode(200)
          .body("data.state", equalTo("paused"))
          .body("data.desired_state", equalTo("paused"))
          .body("data.health", equalTo("unknown"));
    }
    service.act("restart").statusCode(409).body("error.message", containsString("Resume it"));
    for (int i = 0; i < 2; i++) {
      service.act("resume").statusCode(200).body("data.desired_state", equalTo("running"));
    }
    assertThat(Collections.frequency(service.events(), "paused")).isEqualTo(1);
    assertThat(Collections.frequency(service.events(), "resumed")).isEqualTo(1);
  }

  @Test
  void lists_can_be_narrowed_to_a_state() {
    TestService paused = TestService.create(owner, tool);
    paused.act("pause").statusCode(200);
    TestService.create(owner, tool);
    owner
        .asOwner()
        .get(TestService.root(owner) + "?status=paused")
        .then()
        .statusCode(200)
        .body("data.id", equalTo(List.of(paused.id)))
        .body("metadata.total", equalTo(1));
    owner.asOwner().get(TestService.root(owner) + "?status=odd").then().statusCode(400);
    owner.asOwner().get(TestService.root(owner)).then().body("data", hasSize(2));
  }

  @Test
  void members_look_and_owners_do() {
    TestWorkspace member = TestWorkspace.create();
    TestWorkspace stranger = TestWorkspace.create();
    TestInvite.join(owner, member, "member");
    TestService service = TestService.create(owner, tool);
    member.asOwner().get(service.path()).then().statusCode(200);
    member.asOwner().get(service.path() + "/logs").then().statusCode(200);
    member.asOwner().post(service.path() + "/pause").then().statusCode(403);
    stranger.asOwner().get(service.path()).then().statusCode(404);
    stranger.asOwner().get(TestService.root(stranger) + "/" + service.id).then().statusCode(404);
    stranger.asOwner().delete(TestService.root(stranger) + "/" + service.id).then().statusCode(404);
  }

  @Test
  void a_running_service_keeps_its_agent_and_its_workspace() {
    TestService service = TestService.create(owner, tool);
    JsonPath refused =
        owner
            .asOwner()
            .body(Map.of("confirmation_name", tool.name))
            .delete("/agents/" + tool.id)
            .then()
            .statusCode(409)
            .extract()
            .jsonPath();
    assertThat(refused.getString("error.message")).contains("service");
    service.delete();
  }

  @Test
  void a_changed_secret_restarts_what_uses_it() {
    TestSecrets.set(owner, "A_SECRET", "its value");
    TestService uses = TestService.create(owner, tool, "secret_names", List.of("A_SECRET"));
    TestService.create(owner, tool);
    TestSecrets.put(owner, Map.of("name", "A_SECRET", "value", "another value"))
        .statusCode(200)
        .body("data.restarted_services.id", equalTo(List.of(uses.id)))
        .body("data.restarted_services.name", equalTo(List.of(uses.name)));
    assertThat(uses.events()).contains("restarted");
  }

  @Test
  void what_is_deleted_is_gone_with_its_name_free_also_while_it_restarts() {
    TestService service = TestService.create(owner, tool);
    service.awaitState("running");
    service.act("restart").statusCode(200);
    owner.asOwner().delete(service.path()).then().statusCode(200);
    TestService.post(owner, Map.of("agent_id", tool.id, "name", service.name)).statusCode(201);
    service.patch(Map.of("require_key", true)).statusCode(404);
    service.act("restart").statusCode(404);
    service.act("resume").statusCode(404);
    owner.asOwner().delete(service.path()).then().statusCode(404);
  }

  @Test
  void a_log_says_what_of_its_query_does_not_fit() {
    TestService service = TestService.create(owner, tool);
    for (String query : List.of("limit=501", "limit=0", "since=yesterday", "follow=maybe")) {
      owner.asOwner().get(service.path() + "/logs?" + query).then().statusCode(400);
    }
  }
}
