package io.orchagent.calls;

import static io.orchagent.testing.TestPrompt.loop;
import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.sandbox.TestingProcesses;
import io.orchagent.testing.RawStream;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loops whose models, clients and answers fail them; none leaves a process behind. */
@QuarkusTest
class LoopFaultResourceTest {
  private TestWorkspace owner;

  /** The command of a program that nobody else runs. */
  private final String seconds = "" + ThreadLocalRandom.current().nextInt(1_000_000, 9_000_000);

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  private String sleeper() {
    return "sleep\0" + seconds + "\0";
  }

  /** A model that leaves a program running in its sandbox. */
  private TestModel busy() {
    return TestModel.of("openai")
        .uses("bash", "{\"command\":\"sleep " + seconds + " > /dev/null 2>&1 &\"}");
  }

  private String status(String run) {
    return owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/runs/" + run)
        .path("data.status");
  }

  private void fails(UnaryOperator<TestModel> next, String message) {
    TestModel model = next.apply(busy());
    loop(owner)
        .call(owner, with(model))
        .statusCode(502)
        .body("error.code", equalTo("LLM_ERROR"))
        .body("error.message", equalTo(message));
    assertThat(TestingProcesses.find(sleeper())).isEmpty();
  }

  @Test
  void ten_megabytes_of_text() {
    fails(
        model -> model.says("x".repeat(10 * 1024 * 1024 + 1), 1, 1),
        "openai answered more than 10 MiB.");
  }

  @Test
  void half_an_answer() {
    fails(TestModel::breaksOff, "openai broke its answer off.");
  }

  @Test
  void no_json() {
    fails(
        model -> model.answers(200, "<html>"),
        "openai answered what can't be understood: no JSON.");
  }

  @Test
  void a_key_that_is_refused_in_the_middle() {
    fails(model -> model.fails(401, "revoked"), "openai answered with status 401: revoked");
  }

  @Test
  void the_next_provider_goes_on_where_the_first_one_broke_down() {
    TestModel openai =
        TestModel.of("openai")
            .uses("bash", "{\"command\":\"echo kept > note; echo first\"}")
            .fails(500, "down");
    TestModel anthropic =
        TestModel.of("anthropic").uses("read_file", "{\"path\":\"note\"}").says("over", 7, 8);
    TestSecrets.set(owner, openai.secret(), openai.key);
    TestSecrets.set(owner, anthropic.secret(), anthropic.key);
    loop(owner)
        .call(owner, Map.of())
        .statusCode(200)
        .body("data.result", equalTo("over"))
        .body("warnings.code", equalTo(List.of("LLM_FALLBACK")))
        .body("metadata.usage.input_tokens", equalTo(27));
    assertThat(anthropic.results(0)).containsExactly("first\n");
    assertThat(anthropic.results(1)).containsExactly("first\n", "kept\n");
    assertThat(openai.seen()).hasSize(4);
  }

  @Test
  void a_client_that_goes_takes_the_loop_along_when_it_said_so() throws IOException {
    TestModel model =
        TestModel.of("openai").uses("bash", "{\"command\":\"sleep " + seconds + "\"}");
    TestSecrets.set(owner, model.secret(), model.key);
    String run;
    try (RawStream stream =
        RawStream.call(owner, loop(owner).path(), "{}", "X-Orchagent-Cancel-On-Disconnect: true")) {
      stream.until("tool_call");
      run = stream.header("X-Run-Id");
      TestingProcesses.await(sleeper());
    }
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> status(run).equals("cancelled"));
    assertThat(TestingProcesses.find(sleeper())).isEmpty();
  }

  @Test
  void else_the_loop_goes_on_to_its_end_without_its_client() throws IOException {
    TestModel model =
        TestModel.of("openai").uses("bash", "{\"command\":\"sleep 1\"}").says("over", 1, 1);
    TestSecrets.set(owner, model.secret(), model.key);
    String run;
    try (RawStream stream = RawStream.call(owner, loop(owner).path(), "{}")) {
      stream.until("tool_call");
      run = stream.header("X-Run-Id");
    }
    Awaitility.await().until(() -> !status(run).equals("running"));
    assertThat(status(run)).isEqualTo("completed");
    assertThat(model.seen()).hasSize(2);
  }

  @Test
  void a_loop_that_is_repeated_under_its_key_runs_once() {
    TestModel model =
        TestModel.of("openai")
            .uses("bash", "{\"command\":\"echo once\"}")
            .uses("submit_result", "{\"n\":1}");
    TestPrompt agent = loop(owner);
    for (int i = 0; i < 2; i++) {
      Response answer =
          owner
              .asOwner()
              .header("Idempotency-Key", "k")
              .body(with(model, "q", "x"))
              .post(agent.path() + "?verbose=true")
              .thenReturn();
      answer
          .then()
          .statusCode(200)
          .body("data.n", equalTo(1))
          .body("metadata.deduplicated", i == 0 ? nullValue() : equalTo(true));
      assertThat(answer.<String>path("metadata.stderr")).contains("turn 1: bash succeeded", "once");
    }
    assertThat(model.seen()).hasSize(2);
  }
}
