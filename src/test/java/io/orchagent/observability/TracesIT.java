package io.orchagent.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.OtlpReceiver;
import io.orchagent.testing.OtlpReceiver.Span;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestOrchestrator;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestWorkspace;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server sends to a receiver of traces, and which ids its log's lines carry. */
class TracesIT {
  private static final int SERVER = 2;
  private static final int CLIENT = 3;
  private static final String STRANGE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @TempDir Path folder;
  private OtlpReceiver receiver;

  private PackagedApplication server() throws IOException {
    receiver = OtlpReceiver.start();
    Map<String, String> environment = new HashMap<>();
    Map<String, String> configuration = new HashMap<>(EmbeddedServers.configuration());
    configuration.putAll(TestModel.configuration());
    configuration.forEach(
        (key, value) ->
            environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    environment.put("ORCHAGENT_HOME", folder.resolve("home").toString());
    environment.put("ORCHAGENT_ADMIN_EMAIL", "root@example.com");
    environment.put("ORCHAGENT_ADMIN_PASSWORD", "tulip-orbit-kettle-93");
    environment.put("ORCHAGENT_IDENTITY_PASSWORD_COST", "4");
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.address());
    environment.put("QUARKUS_LOG_CATEGORY__IO_ORCHAGENT_LLM__LEVEL", "DEBUG");
    PackagedApplication server = PackagedApplication.launch(folder, environment).awaitReady();
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = server.port();
    return server;
  }

  @AfterEach
  void reset() {
    RestAssured.reset();
    receiver.close();
  }

  private List<Span> trace(String run, int size) {
    String trace = run.replace("-", "");
    await().atMost(Duration.ofSeconds(30)).until(() -> of(trace).size() >= size);
    return of(trace);
  }

  private List<Span> of(String trace) {
    return receiver.spans().stream().filter(span -> span.trace().equals(trace)).toList();
  }

  private static Span run(List<Span> spans, String agent) {
    return one(spans, "run " + agent);
  }

  private static Span one(List<Span> spans, String name) {
    List<Span> found = spans.stream().filter(span -> span.name().equals(name)).toList();
    assertThat(found).as(name + " of " + spans).hasSize(1);
    return found.getFirst();
  }

  private static Span parent(List<Span> spans, Span child) {
    return spans.stream()
        .filter(span -> span.id().equals(child.parent()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing above " + child + " in " + spans));
  }

  private static String name(TestOrchestrator agent) {
    return agent.tool.org + "/" + agent.tool.name;
  }

  @Test
  void a_call_of_three_agents_is_one_trace_and_the_log_names_it() throws Exception {
    try (PackagedApplication server = server()) {
      TestWorkspace caller = TestWorkspace.create();
      TestPrompt leaf =
          TestPrompt.publish(
              caller, "Answer {{q}}", "default_models", Map.of("openai", "gpt-4o-mini"));
      TestOrchestrator middle = TestOrchestrator.publish(caller, Map.of(), leaf.path());
      TestOrchestrator top = TestOrchestrator.publish(caller, Map.of(), middle.path());
      TestModel model = TestModel.of("openai").fails(503, "busy").says("the-answer", 3, 4);
      Map<String, Object> question =
          Map.of("path", leaf.path(), "input", TestPrompt.with(model, "q", "the-question"));
      Map<String, Object> further = new HashMap<>(middle.calling(question));
      further.put("told", Map.of("traceparent", "TRACEPARENT"));
      Response answer =
          caller
              .asOwner()
              .header("traceparent", STRANGE)
              .body(Map.of("calls", List.of(further)))
              .post(top.path());
      answer.then().statusCode(200);
      String run = answer.header("X-Run-Id");
      checkTrace(trace(run, 12), name(top), name(middle), caller, leaf);
      assertThat(of(STRANGE.substring(3, 35))).as("a stranger's trace").isEmpty();
      assertThat(receiver.raw())
          .contains("orchagent")
          .doesNotContain("the-answer", "the-question", model.key, "sk_live", "sk_agent");
      checkLog(server, run);
      queued(server, caller, leaf);
    }
  }

  private static void checkTrace(
      List<Span> spans, String top, String middle, TestWorkspace caller, TestPrompt leaf) {
    List<Span> requests = spans.stream().filter(span -> span.kind() == SERVER).toList();
    assertThat(requests).hasSize(3);
    Span topRun = run(spans, top);
    Span middleRun = run(spans, middle);
    Span leafRun = run(spans, leaf.path().substring(1).replace("/v1/run", ""));
    assertThat(parent(spans, topRun).parent()).isEmpty();
    assertThat(parent(spans, topRun).name()).startsWith("POST /{org}");
    assertThat(parent(spans, parent(spans, middleRun))).isEqualTo(topRun);
    assertThat(parent(spans, parent(spans, leafRun))).isEqualTo(middleRun);
    assertThat(topRun.attributes())
        .containsEntry("orchagent.engine", "code_runtime")
        .containsEntry("orchagent.run.status", "completed")
        .containsEntry("orchagent.agent.version", "v1")
        .containsEntry("orchagent.workspace.id", caller.workspaceId.toString());
    List<Span> asked = spans.stream().filter(span -> span.kind() == CLIENT).toList();
    assertThat(asked).hasSize(2).allMatch(span -> span.parent().equals(leafRun.id()));
    assertThat(asked.getFirst().failed()).isTrue();
    assertThat(asked.getFirst().attributes()).containsEntry("error.type", "down");
    assertThat(asked.getLast().attributes())
        .containsEntry("gen_ai.usage.output_tokens", "4")
        .containsEntry("gen_ai.request.model", "gpt-4o-mini");
    List<String> within = new ArrayList<>();
    spans.stream()
        .filter(span -> span.parent().equals(topRun.id()) && span.kind() != SERVER)
        .forEach(span -> within.add(span.name()));
    assertThat(within).containsExactlyInAnyOrder("sandbox start", "sandbox run");
    assertThat(spans).allMatch(span -> span.nanos() >= 0);
    assertThat(topRun.nanos()).isGreaterThan(middleRun.nanos());
  }

  /** The line about the repeated request is written by the run's own thread. */
  private static void checkLog(PackagedApplication server, String root) throws IOException {
    List<JsonNode> lines = retries(server);
    assertThat(lines).hasSize(1);
    JsonNode ids = lines.getFirst().path("mdc");
    assertThat(ids.path("trace_id").asText()).isEqualTo(root.replace("-", ""));
    assertThat(ids.path("run_id").asText()).hasSize(36).isNotEqualTo(root);
    assertThat(ids.path("request_id").asText())
        .isEqualTo("req_" + ids.path("run_id").asText().replace("-", ""));
    assertThat(ids.path("workspace_id").asText()).hasSize(36);
  }

  private static List<JsonNode> retries(PackagedApplication server) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : server.output().lines().toList()) {
      if (line.startsWith("{") && line.contains("attempt 1")) {
        lines.add(JsonMapper.builder().build().readTree(line));
      }
    }
    return lines;
  }

  /** Its run goes on below the request that was answered before. */
  private void queued(PackagedApplication server, TestWorkspace caller, TestPrompt leaf)
      throws IOException {
    TestModel model = TestModel.of("openai").fails(503, "busy").says("later", 1, 1);
    TestSecrets.set(caller, "OPENAI_API_KEY", model.key);
    String run =
        caller
            .asOwner()
            .header("Prefer", "respond-async")
            .body(Map.of("q", "x"))
            .post(leaf.path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    List<Span> spans = trace(run, 2);
    Span own = run(spans, leaf.path().substring(1).replace("/v1/run", ""));
    assertThat(own.attributes()).containsEntry("orchagent.run.queued", "true");
    assertThat(parent(spans, own).kind()).isEqualTo(SERVER);
    assertThat(parent(spans, own).parent()).isEmpty();
    JsonNode ids = retries(server).getLast().path("mdc");
    assertThat(ids.path("run_id").asText()).isEqualTo(run);
    assertThat(ids.path("request_id").asText()).isEqualTo("req_" + run.replace("-", ""));
    assertThat(ids.path("trace_id").asText()).isEqualTo(run.replace("-", ""));
  }
}
