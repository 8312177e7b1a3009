package io.orchagent.calls;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which secrets a run is given, and that they stay inside. */
@QuarkusTest
class SecretCallTest {
  private static final String PRINT =
      """
      import json, os
      names = ['STRIPE_KEY', 'OTHER_KEY', 'UNDECLARED']
      print(json.dumps({name: os.environ.get(name) for name in names}))
      """;

  TestWorkspace author;

  @BeforeEach
  void workspace() {
    author = TestWorkspace.create();
  }

  private TestTool tool(Map<String, Object> fields, String program) {
    return TestTool.publish(author, fields, Map.of("main.py", program));
  }

  private static ValidatableResponse call(TestWorkspace caller, TestTool tool) {
    return caller.asOwner().body("{}").post(tool.path()).then();
  }

  @Test
  void own_agents_are_given_what_they_declare_and_nothing_else() {
    TestTool tool =
        tool(
            Map.of(
                "required_secrets",
                List.of("STRIPE_KEY"),
                "optional_secrets",
                List.of("OTHER_KEY")),
            PRINT);
    TestSecrets.set(author, "STRIPE_KEY", "it's a \"$HOME\" `id`\nline \\ é");
    TestSecrets.set(author, "UNDECLARED", "not for it");
    call(author, tool)
        .statusCode(200)
        .body("data.STRIPE_KEY", equalTo("it's a \"$HOME\" `id`\nline \\ é"))
        .body("data.OTHER_KEY", nullValue())
        .body("data.UNDECLARED", nullValue());
    TestSecrets.set(author, "OTHER_KEY", "optional");
    TestSecrets.set(author, "STRIPE_KEY", "changed");
    call(author, tool)
        .statusCode(200)
        .body("data.STRIPE_KEY", equalTo("changed"))
        .body("data.OTHER_KEY", equalTo("optional"));
  }

  @Test
  void a_value_of_64_kilobytes_arrives_whole() {
    TestTool tool =
        tool(
            Map.of("required_secrets", List.of("BIG")),
            "import json, os; v = os.environ['BIG']; print(json.dumps([len(v), v.strip('x')]))");
    TestSecrets.set(author, "BIG", "x".repeat(64 * 1024 - 3) + "end");
    call(author, tool).statusCode(200).body("data", equalTo(List.of(65_536, "end")));
  }

  @Test
  void what_is_missing_is_told_in_one_message_and_nothing_is_counted() {
    TestTool tool =
        tool(Map.of("required_secrets", List.of("STRIPE_KEY", "HERE", "OTHER_KEY")), PRINT);
    TestSecrets.set(author, "HERE", "v");
    call(author, tool)
        .statusCode(400)
        .body("error.code", equalTo("MISSING_SECRETS"))
        .body("error.is_retryable", equalTo(false))
        .body(
            "error.message",
            equalTo("Required secrets not found in workspace: STRIPE_KEY, OTHER_KEY."))
        .body(
            "error.hint",
            equalTo("An owner adds STRIPE_KEY, OTHER_KEY with PUT /workspaces/{id}/secrets."))
        .header("X-RateLimit-Remaining", "1000")
        .header("X-Run-Id", nullValue());
  }

  @Test
  void input_is_looked_at_before_secrets() {
    TestTool tool =
        tool(
            Map.of(
                "required_secrets",
                List.of("STRIPE_KEY"),
                "input_schema",
                Map.of("type", "object", "required", List.of("q"))),
            PRINT);
    call(author, tool).statusCode(400).body("error.code", equalTo("INVALID_INPUT"));
    author
        .asOwner()
        .body(Map.of("q", 1))
        .post(tool.path())
        .then()
        .statusCode(400)
        .body("error.code", equalTo("MISSING_SECRETS"));
  }

  @Test
  void a_foreign_agent_is_given_a_secret_only_where_it_is_named() {
    TestTool tool =
        tool(
            Map.of(
                "is_public",
                true,
                "required_secrets",
                List.of("STRIPE_KEY"),
                "optional_secrets",
                List.of("OTHER_KEY")),
            PRINT);
    TestWorkspace caller = TestWorkspace.create();
    String agent = tool.org + "/" + tool.name;
    TestSecrets.set(author, "STRIPE_KEY", "the author's own");
    call(caller, tool)
        .statusCode(400)
        .body(
            "error.hint",
            equalTo(
                "An owner adds STRIPE_KEY with PUT /workspaces/{id}/secrets and allowed_agents: [\""
                    + agent
                    + "\"]."));
    TestSecrets.set(caller, "STRIPE_KEY", "the caller's");
    TestSecrets.set(caller, "OTHER_KEY", "not allowed");
    call(caller, tool)
        .statusCode(400)
        .body("error.code", equalTo("MISSING_SECRETS"))
        .body("error.message", equalTo("Required secrets not found in workspace: STRIPE_KEY."))
        .body("error.hint", containsString("belongs to another workspace"))
        .body("error.hint", containsString("allowed_agents: [\"" + agent + "\"]"));
    TestSecrets.set(caller, "STRIPE_KEY", "the caller's", tool.org + "/another", "other/*");
    call(caller, tool).statusCode(400);
    TestSecrets.set(caller, "STRIPE_KEY", "the caller's", agent);
    call(caller, tool)
        .statusCode(200)
        .body("data.STRIPE_KEY", equalTo("the caller's"))
        .body("data.OTHER_KEY", nullValue());
    TestSecrets.set(caller, "OTHER_KEY", "allowed", tool.org + "/*");
    call(caller, tool).statusCode(200).body("data.OTHER_KEY", equalTo("allowed"));
    call(author, tool).statusCode(200).body("data.STRIPE_KEY", equalTo("the author's own"));
  }

  @Test
  void the_run_is_masked_and_its_data_is_not() {
    TestTool tool =
        tool(
            Map.of("required_secrets", List.of("STRIPE_KEY", "SHORT")),
            """
            import json, os, sys
            sys.stderr.write(os.environ['STRIPE_KEY'] + ' ' + os.environ['SHORT'])
            print(json.dumps([os.environ['STRIPE_KEY'], os.environ['SHORT']]))
            """);
    TestSecrets.set(author, "STRIPE_KEY", "12345678");
    TestSecrets.set(author, "SHORT", "7654321");
    String run =
        author
            .asOwner()
            .body("{}")
            .post(tool.path() + "?verbose=true")
            .then()
            .statusCode(200)
            .body("data", equalTo(List.of("12345678", "7654321")))
            .body("metadata.stderr", equalTo("*** 7654321"))
            .body("metadata.stdout", equalTo("[\"***\", \"7654321\"]\n"))
            .extract()
            .header("X-Run-Id");
    String path = "/workspaces/" + author.workspaceId + "/runs/" + run;
    author
        .asOwner()
        .get(path)
        .then()
        .statusCode(200)
        .body("data.output_data", equalTo(List.of("12345678", "7654321")));
    author
        .asOwner()
        .get(path + "/logs")
        .then()
        .body("data.stderr", equalTo("*** 7654321"))
        .body("data.stdout", equalTo("[\"***\", \"7654321\"]\n"));
  }

  @Test
  void errors_are_masked_before_they_are_cut() {
    TestTool tool =
        tool(
            Map.of("required_secrets", List.of("STRIPE_KEY")),
            """
            import json, os, sys
            key = os.environ['STRIPE_KEY']
            sys.stderr.write('trace ' + key)
            print(json.dumps({'error': 'x' * 1990 + key + ' was refused'}))
            sys.exit(3)
            """);
    TestSecrets.set(author, "STRIPE_KEY", "sk_live_a\"quoted\"_value");
    call(author, tool)
        .statusCode(502)
        .body("error.code", equalTo("SANDBOX_ERROR"))
        .body("error.message", equalTo("x".repeat(1990) + "*** was re"))
        .body("error.stderr_tail", equalTo("trace ***"))
        .body(not(containsString("quoted")));
  }
}
