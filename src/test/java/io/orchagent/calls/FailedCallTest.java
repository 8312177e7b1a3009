package io.orchagent.calls;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that are refused, and runs that fail. */
@QuarkusTest
class FailedCallTest {
  private TestWorkspace author;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
  }

  private ValidatableResponse call(TestTool tool, String body) {
    return author.asOwner().body(body).post(tool.path()).then();
  }

  @Test
  void a_failing_program_is_told_with_its_run() {
    TestTool tool =
        TestTool.python(
            author,
            """
            import sys, json
            print("deep trouble", file=sys.stderr)
            print(json.dumps({"error": "no such host"}))
            sys.exit(4)
            """);
    ValidatableResponse answer = call(tool, "{}").statusCode(502);
    String run = answer.extract().header("X-Run-Id");
    answer
        .body("error.code", equalTo("SANDBOX_ERROR"))
        .body("error.is_retryable", equalTo(false))
        .body("error.message", equalTo("no such host"))
        .body("error.category", equalTo("code_error"))
        .body("error.stderr_tail", equalTo("deep trouble\n"))
        .body("error.user_message", notNullValue())
        .body("error.hint", notNullValue())
        .body("metadata.sandbox_exit_code", equalTo(4))
        .body("metadata.run_id", equalTo(run))
        .header("X-Request-Id", "req_" + run.replace("-", ""))
        .header("X-Orchagent-Run-Id", run)
        .header("X-RateLimit-Remaining", "999");
    author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + run)
        .then()
        .statusCode(200)
        .body("data.status", equalTo("failed"))
        .body("data.exit_code", equalTo(4))
        .body("data.error.code", equalTo("SANDBOX_ERROR"))
        .body("data.error.message", equalTo("no such host"));
  }

  @Test
  void a_program_that_ends_by_a_signal_is_told_so() {
    TestTool tool =
        TestTool.python(author, "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)");
    call(tool, "{}")
        .statusCode(502)
        .body("error.message", containsString("signal 11"))
        .body("metadata.sandbox_exit_code", equalTo(139));
  }

  @Test
  void a_deadline_ends_the_program() {
    TestTool tool =
        TestTool.publish(
            author,
            Map.of("timeout_seconds", 1),
            Map.of(
                "main.py",
                "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)"));
    ValidatableResponse answer = call(tool, "{}").statusCode(504);
    answer.body("error.code", equalTo("SANDBOX_TIMEOUT")).body("error.is_retryable", equalTo(true));
    author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + answer.extract().header("X-Run-Id"))
        .then()
        .body("data.status", equalTo("timeout"));
  }

  @Test
  void the_header_shortens_the_deadline_and_a_past_one_starts_nothing() {
    TestTool tool = TestTool.python(author, "import time\ntime.sleep(60)");
    author
        .asOwner()
        .header("X-Orchagent-Deadline-Ms", System.currentTimeMillis() + 1_000)
        .post(tool.path())
        .then()
        .statusCode(504)
        .body("error.code", equalTo("SANDBOX_TIMEOUT"));
    author
        .asOwner()
        .header("X-Orchagent-Deadline-Ms", "1000")
        .post(tool.path())
        .then()
        .statusCode(504)
        .body("error.code", equalTo("TIMEOUT"))
        .header("X-Run-Id", nullValue())
        .header("X-RateLimit-Remaining", "999");
    author
        .asOwner()
        .header("X-Orchagent-Deadline-Ms", "soon")
        .post(tool.path())
        .then()
        .statusCode(400);
  }

  @Test
  void a_gigabyte_of_output_ends_the_program() {
    TestTool tool =
        TestTool.python(
            author, "import sys\nfor _ in range(1024): sys.stdout.write('x' * 1048576)");
    call(tool, "{}")
        .statusCode(502)
        .body("error.code", equalTo("SANDBOX_ERROR"))
        .body("error.category", equalTo("resource_limit"));
  }

  @Test
  void a_fork_bomb_ends_with_its_run() {
    TestTool tool =
        TestTool.publish(
            author,
            Map.of("timeout_seconds", 3),
            Map.of(
                "main.py",
                """
                import os
                while True:
                    try:
                        os.fork()
                    except OSError:
                        pass
                """));
    call(tool, "{}").statusCode(504).body("error.code", equalTo("SANDBOX_TIMEOUT"));
    call(TestTool.python(author, "print(1)"), "{}").statusCode(200).body("data", equalTo(1));
  }

  @Test
  void input_that_is_never_read_does_no_harm() {
    TestTool tool = TestTool.python(author, "print('{\"ok\": true}')");
    String large = "{\"a\":\"" + "x".repeat(4_000_000) + "\"}";
    call(tool, large).statusCode(200).body("data.ok", equalTo(true));
  }

  @Test
  void output_that_the_schema_refuses_is_a_failure_of_the_agent() {
    TestTool tool =
        TestTool.publish(
            author,
            Map.of("output_schema", Map.of("type", "object", "required", List.of("sum"))),
            Map.of("main.py", "print('{\"total\": 1}')"));
    call(tool, "{}")
        .statusCode(422)
        .body("error.code", equalTo("UNPROCESSABLE"))
        .body("error.fields.field", equalTo(List.of("sum")))
        .header("X-Run-Id", notNullValue());
  }

  @Test
  void fixed_routes_win() {
    author
        .asOwner()
        .post("/workspaces/" + author.workspaceId + "/runs/" + author.workspaceId)
        .then()
        .statusCode(405)
        .header("Allow", "GET, HEAD")
        .body("error.code", equalTo("METHOD_NOT_ALLOWED"));
    author.asOwner().get("/a/b/v1/run").then().statusCode(405).header("Allow", "POST");
  }

  @Test
  void without_a_credential_nobody_learns_anything() {
    given()
        .contentType("application/json")
        .body("{broken")
        .post("/" + author.slug + "/nothing/v1/run")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", "Bearer")
        .body("error.code", equalTo("UNAUTHORIZED"));
  }

  @Test
  void what_can_not_run_is_said_to() {
    TestTool without = TestTool.publish(author, Map.of(), Map.of());
    call(without, "{}").statusCode(422).body("error.message", containsString("bundle is missing"));
    TestTool secretive =
        TestTool.publish(
            author,
            Map.of("required_secrets", List.of("ALPHA", "BETA")),
            Map.of("main.py", "print(1)"));
    call(secretive, "{}")
        .statusCode(400)
        .body("error.code", equalTo("MISSING_SECRETS"))
        .body("error.message", endsWith("not found in workspace: ALPHA, BETA."))
        .header("X-RateLimit-Remaining", "1000");
    call(TestTool.python(author, "print(1)"), "{}")
        .statusCode(200)
        .header("X-RateLimit-Remaining", "999");
  }

  @Test
  void other_peoples_paid_agents_need_credits() {
    TestWorkspace stranger = TestWorkspace.create();
    TestTool paid =
        TestTool.publish(
            author,
            Map.of("is_public", true, "price_per_call_cents", 5),
            Map.of("main.py", "print(1)"));
    stranger
        .asOwner()
        .post(paid.path())
        .then()
        .statusCode(402)
        .body("error.code", equalTo("INSUFFICIENT_CREDITS"));
    call(paid, "{}").statusCode(200);
  }

  @Test
  void what_can_not_be_had_together_is_refused_all_at_once() {
    TestTool tool = TestTool.python(author, "print(1)");
    author
        .asOwner()
        .header("Idempotency-Key", "k")
        .header("Accept", "text/event-stream, application/json")
        .header("Prefer", "respond-async")
        .header("X-Orchagent-Tenant", "ü")
        .post(tool.path())
        .then()
        .statusCode(400)
        .body("error.fields", hasSize(greaterThan(2)))
        .body("error.fields.field", hasItems("Idempotency-Key", "Prefer", "X-Orchagent-Tenant"));
  }
}
