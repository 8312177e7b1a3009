package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys of models for programs that ask them by themselves: which, whose, and where they stay. */
@QuarkusTest
class ProgramKeyResourceTest {
  /** Tells what it found, but for the key itself, which its answer would show. */
  private static final String PRINT =
      """
      import json, os
      found = {k: v for k, v in os.environ.items() if 'LLM_' in k or k.endswith('API_KEY')}
      print(json.dumps({'found': found, 'proxy': 'HTTPS_PROXY' in os.environ}))
      """;

  private static final String OPENAI = "sk-test-openai-0123456789";
  private static final String CLAUDE = "sk-ant-test-0123456789";

  private TestWorkspace author;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
  }

  private TestTool tool(Object... fields) {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      all.put((String) fields[i], fields[i + 1]);
    }
    return TestTool.publish(author, all, Map.of("main.py", PRINT));
  }

  private static ValidatableResponse call(TestWorkspace caller, TestTool tool, Object sent) {
    return caller
        .asOwner()
        .body(sent == null ? Map.of() : Map.of("llm_credentials", sent))
        .post(tool.path())
        .then();
  }

  private static Map<String, String> found(TestWorkspace caller, TestTool tool, Object sent) {
    return call(caller, tool, sent).statusCode(200).extract().jsonPath().getMap("data.found");
  }

  @Test
  void a_program_whose_version_names_a_provider_gets_the_key_its_name_and_its_model() {
    TestSecrets.set(author, "ANTHROPIC_API_KEY", "\n" + CLAUDE + "\n");
    TestTool plain = tool("supported_providers", List.of("anthropic"));
    call(author, plain, null).statusCode(200).body("data.proxy", equalTo(true));
    assertThat(found(author, plain, null))
        .isEqualTo(
            Map.of(
                "ANTHROPIC_API_KEY",
                CLAUDE,
                "LLM_PROVIDER",
                "anthropic",
                "LLM_MODEL",
                "claude-haiku-4-5"));
    TestTool own =
        tool(
            "supported_providers",
            List.of("anthropic"),
            "default_models",
            Map.of("anthropic", "of-agent"));
    assertThat(found(author, own, null)).containsEntry("LLM_MODEL", "of-agent");
    assertThat(found(author, own, Map.of("model", "of-caller")))
        .containsEntry("LLM_MODEL", "of-caller")
        .containsEntry("ANTHROPIC_API_KEY", CLAUDE);
  }

  @Test
  void of_several_providers_the_first_with_a_key_and_no_other_key() {
    TestSecrets.set(author, "GOOGLE_API_KEY", "AIza-test-0123456789");
    TestSecrets.set(author, "ANTHROPIC_API_KEY", CLAUDE);
    TestTool tool = tool("supported_providers", List.of("openai", "gemini", "anthropic"));
    assertThat(found(author, tool, null))
        .containsEntry("LLM_PROVIDER", "gemini")
        .containsEntry("GEMINI_API_KEY", "AIza-test-0123456789")
        .containsEntry("GOOGLE_API_KEY", "AIza-test-0123456789")
        .doesNotContainKey("ANTHROPIC_API_KEY");
    assertThat(found(author, tool, Map.of("provider", "anthropic")))
        .containsEntry("LLM_PROVIDER", "anthropic")
        .containsEntry("ANTHROPIC_API_KEY", CLAUDE)
        .doesNotContainKeys("GEMINI_API_KEY", "GOOGLE_API_KEY");
    call(author, tool, Map.of("provider", "openai"))
        .statusCode(400)
        .body("error.code", equalTo("LLM_KEY_REQUIRED"))
        .body("error.message", containsString("(openai)"));
  }

  @Test
  void a_program_whose_version_names_none_gets_none() {
    TestSecrets.set(author, "OPENAI_API_KEY", OPENAI);
    TestTool tool = tool();
    call(author, tool, null)
        .statusCode(200)
        .body("data.found", equalTo(Map.of()))
        .body("data.proxy", equalTo(false));
    assertThat(found(author, tool, Map.of("provider", "openai")))
        .doesNotContainKey("OPENAI_API_KEY");
    TestTool any = tool("supported_providers", List.of("any"));
    assertThat(found(author, any, null)).isEmpty();
    TestTool local = tool("supported_providers", List.of("ollama"));
    assertThat(found(author, local, null))
        .isEqualTo(Map.of("LLM_PROVIDER", "ollama", "LLM_MODEL", "llama3.2"));
  }

  @Test
  void a_declared_secret_that_is_a_key_says_which_provider_it_is() {
    TestSecrets.set(author, "OPENAI_API_KEY", OPENAI);
    TestTool tool = tool("optional_secrets", List.of("ANTHROPIC_API_KEY", "OPENAI_API_KEY"));
    assertThat(found(author, tool, null))
        .containsEntry("LLM_PROVIDER", "openai")
        .containsEntry("OPENAI_API_KEY", OPENAI);
  }

  @Test
  void without_a_key_nothing_runs() {
    TestSecrets.set(author, "OPENAI_API_KEY", OPENAI);
    TestTool tool = tool("supported_providers", List.of("anthropic", "gemini"));
    call(author, tool, null)
        .statusCode(400)
        .body("error.code", equalTo("LLM_KEY_REQUIRED"))
        .body("error.message", containsString("ANTHROPIC_API_KEY or GEMINI_API_KEY with PUT"))
        .header("X-RateLimit-Remaining", "1000")
        .header("X-Run-Id", nullValue());
    call(author, tool, Map.of("provider", "openai", "api_key", OPENAI))
        .statusCode(400)
        .body("error.fields.field", equalTo(List.of("llm_credentials.provider")));
  }

  @Test
  void anothers_program_gets_a_key_only_where_the_callers_vault_says_so() {
    TestTool tool = tool("is_public", true, "supported_providers", List.of("openai"));
    TestWorkspace caller = TestWorkspace.create();
    String agent = tool.org + "/" + tool.name;
    TestSecrets.set(author, "OPENAI_API_KEY", "sk-of-the-author-0123");
    TestSecrets.set(caller, "OPENAI_API_KEY", OPENAI);
    call(caller, tool, null)
        .statusCode(400)
        .body("error.code", equalTo("LLM_KEY_REQUIRED"))
        .body("error.message", containsString("allowed_agents: [\"" + agent + "\"]"))
        .header("X-Run-Id", nullValue());
    TestSecrets.set(caller, "OPENAI_API_KEY", OPENAI, tool.org + "/another", "other/*");
    call(caller, tool, null).statusCode(400);
    call(caller, tool, Map.of("model", "x", "provider", "openai")).statusCode(400);
    TestSecrets.set(caller, "OPENAI_API_KEY", OPENAI, agent);
    assertThat(found(caller, tool, null)).containsEntry("OPENAI_API_KEY", OPENAI);
    assertThat(found(author, tool, null)).containsEntry("OPENAI_API_KEY", "sk-of-the-author-0123");
  }

  @Test
  void a_key_that_is_sent_is_given_to_this_run_alone() {
    TestTool any = tool("is_public", true);
    TestWorkspace caller = TestWorkspace.create();
    for (int i = 0; i < 3; i++) {
      String key = "sk-ant-sent-0123456789-" + i;
      assertThat(found(caller, any, Map.of("api_key", key, "model", "m" + i)))
          .isEqualTo(
              Map.of("ANTHROPIC_API_KEY", key, "LLM_PROVIDER", "anthropic", "LLM_MODEL", "m" + i));
      // Also where a sandbox waits since the call before
      assertThat(found(caller, any, null)).isEmpty();
    }
  }

  @Test
  void a_key_that_is_sent_wins_over_the_vault_and_stands_for_a_declared_secret() {
    TestTool tool =
        tool(
            "supported_providers",
            List.of("gemini"),
            "required_secrets",
            List.of("GOOGLE_API_KEY", "OPENAI_API_KEY"));
    Map<String, String> sent = Map.of("api_key", "sent-0123456789");
    call(author, tool, sent)
        .statusCode(400)
        .body("error.code", equalTo("MISSING_SECRETS"))
        .body("error.message", containsString("workspace: OPENAI_API_KEY."));
    TestSecrets.set(author, "OPENAI_API_KEY", OPENAI);
    TestSecrets.set(author, "GOOGLE_API_KEY", "of-the-vault-0123");
    assertThat(found(author, tool, sent))
        .isEqualTo(
            Map.of(
                "GOOGLE_API_KEY",
                "sent-0123456789",
                "GEMINI_API_KEY",
                "sent-0123456789",
                "OPENAI_API_KEY",
                OPENAI,
                "LLM_PROVIDER",
                "gemini",
                "LLM_MODEL",
                "gemini-2.5-flash"));
  }

  @Test
  void keys_are_masked_in_logs_and_errors_also_where_they_are_cut() {
    TestTool tool =
        TestTool.publish(
            author,
            Map.of("supported_providers", List.of("openai")),
            Map.of(
                "main.py",
                """
                import json, os, sys, time
                key = os.environ['OPENAI_API_KEY']
                for piece in (key[:7], key[7:]):
                    sys.stderr.write(piece)
                    sys.stderr.flush()
                    time.sleep(0.1)
                print(json.dumps({'error': 'refused: ' + key + ' for ' + os.environ['LLM_MODEL']}))
                sys.exit(1)
                """));
    TestSecrets.set(author, "OPENAI_API_KEY", OPENAI);
    for (Object sent : List.of(Map.of(), Map.of("api_key", "sk-test-sent-987654321"))) {
      call(author, tool, sent)
          .statusCode(502)
          .body("error.message", equalTo("refused: *** for gpt-4.1-mini"))
          .body("error.stderr_tail", equalTo("***"))
          .body(not(containsString("sk-test")));
    }
    String runs =
        author
            .asOwner()
            .get("/workspaces/" + author.workspaceId + "/runs")
            .then()
            .extract()
            .asString();
    assertThat(runs).doesNotContain("sk-test");
  }

  @Test
  void an_inner_call_gets_the_key_of_the_workspace_that_pays_and_under_its_rule() {
    TestWorkspace payer = TestWorkspace.create();
    TestTool leaf = tool("is_public", true, "supported_providers", List.of("openai"));
    TestTool boss = TestOrchestrator.publish(payer, Map.of(), leaf.path()).tool;
    TestSecrets.set(author, "OPENAI_API_KEY", "sk-of-the-author-0123");
    TestSecrets.set(payer, "OPENAI_API_KEY", OPENAI);
    Map<String, Object> calls = Map.of("calls", List.of(TestOrchestrator.call(leaf.path())));
    // What the parent was sent is the parent's
    Map<String, Object> withKey = new HashMap<>(calls);
    withKey.put("llm_credentials", Map.of("api_key", "sk-for-the-parent-0123"));
    for (Map<String, Object> input : List.of(calls, withKey)) {
      JsonPath refused = run(payer, boss, input);
      assertThat(refused.getString("data.answers[0].code")).isEqualTo("LLM_KEY_REQUIRED");
      assertThat(refused.getString("data.answers[0].message")).contains("allowed_agents");
    }
    TestSecrets.set(payer, "OPENAI_API_KEY", OPENAI, leaf.org + "/" + leaf.name);
    JsonPath given = run(payer, boss, calls);
    assertThat(given.getString("data.answers[0].data.found.OPENAI_API_KEY")).isEqualTo(OPENAI);
  }

  private static JsonPath run(TestWorkspace caller, TestTool tool, Map<String, Object> input) {
    return caller
        .asOwner()
        .body(input)
        .post(tool.path())
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  void queued_calls_and_replays_use_the_vault_and_no_key_that_was_sent() {
    TestTool tool = tool("supported_providers", List.of("openai"));
    String first =
        call(author, tool, Map.of("api_key", "sk-test-sent-987654321"))
            .statusCode(200)
            .extract()
            .header("X-Run-Id");
    String replay = "/workspaces/" + author.workspaceId + "/runs/" + first + "/replay";
    author
        .asOwner()
        .body("{}")
        .post(replay)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("LLM_KEY_REQUIRED"))
        .body("error.message", containsString("are never stored"));
    author
        .asOwner()
        .header("Prefer", "respond-async")
        .body(Map.of("llm_credentials", Map.of("api_key", OPENAI)))
        .post(tool.path())
        .then()
        .statusCode(400)
        .body("error.fields.field", equalTo(List.of("llm_credentials")));
    TestSecrets.set(author, "OPENAI_API_KEY", OPENAI);
    String again =
        author.asOwner().body("{}").post(replay).then().statusCode(202).extract().path("data.id");
    String queued =
        author
            .asOwner()
            .header("Prefer", "respond-async")
            .body("{}")
            .post(tool.path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    for (String run : Set.of(again, queued)) {
      String path = "/workspaces/" + author.workspaceId + "/runs/" + run;
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> "completed".equals(author.asOwner().get(path).path("data.status")));
      author
          .asOwner()
          .get(path)
          .then()
          .body("data.output_data.found.OPENAI_API_KEY", equalTo(OPENAI))
          .body("data.output_data.found.LLM_MODEL", notNullValue());
    }
  }
}
