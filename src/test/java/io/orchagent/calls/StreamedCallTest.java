package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.RawStream;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that are followed, read byte by byte. */
@QuarkusTest
class StreamedCallTest {
  /** Goes on until it is ended from outside. */
  private static final String ENDLESS =
      """
      import sys, threading
      print("begun", file=sys.stderr, flush=True)
      threading.Event().wait(120)
      """;

  private TestWorkspace author;

  @BeforeEach
  void tenant() {
    author = TestWorkspace.create();
  }

  private static String stream(TestWorkspace caller, TestTool tool, String... headers)
      throws IOException {
    try (RawStream stream = RawStream.call(caller, tool.path(), "{}", headers)) {
      assertThat(stream.status()).isEqualTo(200);
      return stream.rest();
    }
  }

  private String status(String run) {
    return author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs/" + run)
        .path("data.status");
  }

  private static JsonPath last(String stream, String name) {
    List<String> events = RawStream.events(stream);
    assertThat(events.stream().filter(e -> !e.startsWith("progress "))).hasSize(1);
    assertThat(events.getLast()).startsWith(name + " ");
    return JsonPath.from(events.getLast().substring(name.length() + 1));
  }

  /** All of one stream: how a program's writes are cut into events is up to chance. */
  private static String said(List<String> events, String type) {
    return events.stream()
        .filter(event -> event.startsWith("progress "))
        .map(event -> JsonPath.from(event.substring("progress ".length())))
        .filter(event -> type.equals(event.getString("type")))
        .map(event -> event.getString("text"))
        .collect(Collectors.joining());
  }

  @Test
  void a_run_is_told_in_events_that_end_with_its_envelope() throws IOException {
    TestTool tool =
        TestTool.python(
            author,
            """
            import json, sys
            print("größe ✓\\nzwei", file=sys.stderr, flush=True)
            print(json.dumps({"text": "a\\nb", "more": [1, 2]}, indent=2, ensure_ascii=False))
            """);
    try (RawStream stream = RawStream.call(author, tool.path(), "{}")) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(stream.header("Cache-Control")).isEqualTo("no-store");
      assertThat(stream.header("X-RateLimit-Remaining")).isEqualTo("999");
      String run = stream.header("X-Run-Id");
      assertThat(stream.header("X-Orchagent-Run-Id")).isEqualTo(run);
      String all = stream.rest();
      assertThat(all).doesNotContain("\r").endsWith("\n\n");
      List<String> events = RawStream.events(all);
      assertThat(events)
          .startsWith(
              "progress {\"type\":\"sandbox_start\"}",
              "progress {\"type\":\"setup_step\",\"name\":\"sandbox\",\"status\":\"completed\"}");
      assertThat(said(events, "stderr")).isEqualTo("größe ✓\nzwei\n");
      assertThat(events.get(events.size() - 2))
          .startsWith("progress {\"type\":\"done\",\"exit_code\":0,\"execution_time_ms\":");
      JsonPath result = last(all, "result");
      assertThat(result.<Map<String, Object>>get("data"))
          .isEqualTo(Map.of("text", "a\nb", "more", List.of(1, 2)));
      assertThat(result.getString("metadata.run_id")).isEqualTo(run);
      assertThat(result.getString("metadata.request_id"))
          .isEqualTo(stream.header("X-Request-Id"))
          .isEqualTo("req_" + run.replace("-", ""));
      assertThat(result.getString("metadata.version")).isEqualTo("v1");
      assertThat(status(run)).isEqualTo("completed");
    }
  }

  @Test
  void a_run_that_fails_ends_with_the_error_envelope() throws IOException {
    TestTool tool =
        TestTool.python(author, "import sys; print('no', file=sys.stderr); sys.exit(3)");
    JsonPath error = last(stream(author, tool), "error");
    assertThat(error.getString("error.code")).isEqualTo("SANDBOX_ERROR");
    assertThat(error.getBoolean("error.is_retryable")).isFalse();
    assertThat(error.getInt("metadata.sandbox_exit_code")).isEqualTo(3);
    assertThat(error.getString("metadata.run_id")).isNotBlank();
  }

  @Test
  void what_is_refused_before_the_run_is_an_answer_like_any_other() throws IOException {
    TestTool tool =
        TestTool.publish(
            author,
            Map.of("input_schema", Map.of("type", "object", "required", List.of("x"))),
            Map.of("main.py", "print(1)"));
    try (RawStream refused = RawStream.call(author, tool.path(), "{}");
        RawStream unknown = RawStream.call(author, tool.path().replace("v1", "v9"), "{}");
        RawStream wrong =
            RawStream.call(
                author, tool.path(), "{}", "X-Orchagent-Cancel-On-Disconnect: perhaps")) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.header("Content-Type")).startsWith("application/json");
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(wrong.status()).isEqualTo(400);
    }
  }

  @Test
  void a_silent_run_is_kept_alive_by_comments_and_cancelled_from_outside() throws IOException {
    TestTool tool = TestTool.python(author, ENDLESS);
    try (RawStream stream = RawStream.call(author, tool.path(), "{}")) {
      stream.until("begun");
      stream.until(": heartbeat\n\n");
      author
          .asOwner()
          .post(
              "/workspaces/"
                  + author.workspaceId
                  + "/runs/"
                  + stream.header("X-Run-Id")
                  + "/cancel")
          .then()
          .statusCode(202);
      assertThat(last(stream.rest(), "error").getString("error.code")).isEqualTo("CANCELLED");
    }
  }

  @Test
  void the_run_goes_on_when_its_client_goes_away() throws IOException {
    TestTool tool =
        TestTool.python(
            author,
            """
            import sys, time
            print("begun", file=sys.stderr, flush=True)
            time.sleep(1.5)
            print('{"done": true}')
            """);
    String run;
    try (RawStream stream = RawStream.call(author, tool.path(), "{}")) {
      stream.until("begun");
      run = stream.header("X-Run-Id");
    }
    Awaitility.await().until(() -> !status(run).equals("running"));
    assertThat(status(run)).isEqualTo("completed");
  }

  @Test
  void the_run_is_cancelled_with_its_client_when_the_client_says_so() throws IOException {
    TestTool tool = TestTool.python(author, ENDLESS);
    String run;
    try (RawStream stream =
        RawStream.call(author, tool.path(), "{}", "X-Orchagent-Cancel-On-Disconnect: true")) {
      stream.until("begun");
      run = stream.header("X-Run-Id");
    }
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> status(run).equals("cancelled"));
  }

  @Test
  void a_secret_is_hidden_also_where_two_pieces_cut_it() throws IOException {
    TestSecrets.set(author, "TOKEN", "hush-hush-0123456789");
    TestTool tool =
        TestTool.publish(
            author,
            Map.of("required_secrets", List.of("TOKEN")),
            Map.of(
                "main.py",
                """
                import os, sys, time
                for c in "<" + os.environ["TOKEN"] + ">":
                    os.write(2, c.encode())
                    time.sleep(0.01)
                print("{}")
                """));
    String all = stream(author, tool);
    StringBuilder told = new StringBuilder();
    for (String event : RawStream.events(all)) {
      if (event.contains("\"stderr\"")) {
        told.append(JsonPath.from(event.substring("progress ".length())).getString("text"));
      }
    }
    assertThat(told.toString()).isEqualTo("<***>");
    assertThat(all).doesNotContain("hush-hush");
  }

  @Test
  void of_what_the_code_writes_the_first_part_is_told() throws IOException {
    TestTool tool =
        TestTool.python(author, "import sys; sys.stderr.write('x' * 1000000); print('y' * 20000)");
    int[] told = new int[2];
    for (String event : RawStream.events(stream(author, tool))) {
      if (event.contains("\"type\":\"std")) {
        JsonPath json = JsonPath.from(event.substring("progress ".length()));
        told["stdout".equals(json.getString("type")) ? 0 : 1] += json.getString("text").length();
      }
    }
    assertThat(told).containsExactly(10_240, 10_240);
  }

  @Test
  void a_client_that_does_not_read_holds_up_nothing() throws IOException {
    TestTool tool =
        TestTool.python(author, "import json; print(json.dumps({'text': 'z' * 8000000}))");
    try (RawStream deaf = RawStream.call(author, tool.path(), "{}")) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> completed() == 1);
      assertThat(last(deaf.rest(), "result").getString("data.text")).hasSize(8_000_000);
    }
  }

  private int completed() {
    return author
        .asOwner()
        .get("/workspaces/" + author.workspaceId + "/runs?status=completed")
        .path("metadata.total");
  }

  @Test
  void what_code_writes_its_caller_is_told_whoever_wrote_the_code() throws IOException {
    TestTool tool =
        TestTool.publish(
            author,
            Map.of("is_public", true, "allow_local_download", false),
            Map.of("main.py", "import sys; print('written', file=sys.stderr); print('{}')"));
    TestWorkspace caller = TestWorkspace.create();
    assertThat(stream(caller, tool)).contains("{\"type\":\"stderr\",\"text\":\"written\\n\"}");
    // The same as without a stream
    caller
        .asOwner()
        .body("{}")
        .post(tool.path() + "?verbose=true")
        .then()
        .body("metadata.stderr", equalTo("written\n"));
  }

  @Test
  void many_streams_at_once_get_each_their_own_run() {
    TestWorkspace rich = TestWorkspace.create();
    TestTool tool = TestTool.python(rich, "import sys; print(sys.stdin.read())");
    List<String> said =
        Together.run(
            10,
            i -> {
              try (RawStream stream = RawStream.call(rich, tool.path(), "{\"n\": " + i + "}")) {
                return "" + last(stream.rest(), "result").getInt("data.n");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(said).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }
}
