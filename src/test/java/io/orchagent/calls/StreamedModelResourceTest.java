package io.orchagent.calls;

import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.RawStream;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose answers are followed while they come. */
@QuarkusTest
class StreamedModelResourceTest {
  private static final String SAID = "Zwölf Boxkämpfer 🥊 jagen Viktor quer über den Sylter Deich";

  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  /** What one stream told. */
  private record Told(List<String> events, List<String> deltas) {
    static Told of(String stream) {
      List<String> events = RawStream.events(stream);
      List<String> deltas =
          events.stream()
              .filter(event -> event.startsWith("progress {\"type\":\"text\""))
              .map(event -> JsonPath.from(event.substring("progress ".length())))
              .map(event -> event.getString("delta"))
              .toList();
      return new Told(events, deltas);
    }

    String text() {
      return String.join("", deltas);
    }

    JsonPath last(String name) {
      assertThat(events.getLast()).startsWith(name + " ");
      return JsonPath.from(events.getLast().substring(name.length() + 1));
    }
  }

  private RawStream begin(TestPrompt agent, Map<String, Object> input) throws IOException {
    return RawStream.call(owner, agent.path(), new JsonObject(input).encode());
  }

  private Told follow(TestPrompt agent, Map<String, Object> input) throws IOException {
    try (RawStream stream = begin(agent, input)) {
      assertThat(stream.status()).isEqualTo(200);
      return Told.of(stream.rest());
    }
  }

  private Told follow(TestModel model, Object... fields) throws IOException {
    return follow(TestPrompt.publish(owner, "Answer", fields), with(model));
  }

  private TestPrompt loop(Object... more) {
    List<Object> fields = new ArrayList<>(List.of("type", "agent", "required_secrets", List.of()));
    fields.addAll(List.of(more));
    return TestPrompt.publish(owner, "You are careful.", fields.toArray());
  }

  private static boolean wantsStream(TestModel.Seen seen) {
    return seen.head().lines().findFirst().orElse("").contains(":streamGenerateContent?alt=sse")
        || seen.body().path("stream").asBoolean();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
  void a_prompt_is_told_as_it_comes_and_costs_what_it_costs_at_once(String provider)
      throws IOException {
    TestModel model = TestModel.of(provider).saysCached(SAID, 30, 10, 4, 2);
    TestPrompt agent = TestPrompt.publish(owner, "Answer");
    ValidatableResponse atOnce = agent.call(owner, with(model)).statusCode(200);
    Told told = follow(agent, with(model));
    assertThat(told.text()).isEqualTo(SAID);
    assertThat(told.deltas()).hasSizeGreaterThan(3);
    JsonPath result = told.last("result");
    assertThat(result.<Map<String, Object>>get("data")).isEqualTo(Map.of("result", SAID));
    assertThat(result.<Map<String, Object>>get("metadata.usage"))
        .isEqualTo(atOnce.extract().path("metadata.usage"))
        .containsEntry("input_tokens", 30)
        .containsEntry("output_tokens", 10);
    assertThat(result.<List<Object>>get("warnings")).isEqualTo(atOnce.extract().path("warnings"));
    assertThat(model.seen().stream().map(StreamedModelResourceTest::wantsStream))
        .containsExactly(false, true);
    if (provider.equals("openai")) {
      assertThat(model.seen().getLast().body().at("/stream_options/include_usage").asBoolean())
          .isTrue();
    }
    String run = "/workspaces/" + owner.workspaceId + "/runs/" + result.get("metadata.run_id");
    assertThat(owner.asOwner().get(run).<Integer>path("data.output_tokens")).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
  void a_loop_uses_tools_that_come_in_pieces(String provider) throws IOException {
    TestModel model =
        TestModel.of(provider)
            .uses("bash", "{\"command\":\"echo größe\"}", "list_files", "{\"path\":\".\"}")
            .says(SAID, 7, 3);
    Told told = follow(loop(), with(model, "what", "count"));
    JsonPath result = told.last("result");
    assertThat(result.getString("data.result")).isEqualTo(SAID);
    assertThat(result.getInt("metadata.usage.input_tokens")).isEqualTo(17);
    assertThat(result.getInt("metadata.usage.output_tokens")).isEqualTo(8);
    assertThat(told.text()).isEqualTo(SAID);
    assertThat(told.deltas()).hasSizeGreaterThan(3);
    assertThat(model.results(1).get(0)).isEqualTo("größe\n");
    assertThat(model.results(1).get(1)).contains("helpers/");
    assertThat(model.seen()).hasSize(2).allMatch(StreamedModelResourceTest::wantsStream);
  }

  @Test
  void the_first_words_are_there_before_the_last() throws IOException {
    TestModel model = TestModel.of("openai").stallsAfter("Once upon", " a time");
    TestPrompt agent = TestPrompt.publish(owner, "Answer");
    try (RawStream stream = begin(agent, with(model))) {
      stream.until(" a time");
      String run = stream.header("X-Run-Id");
      String runs = "/workspaces/" + owner.workspaceId + "/runs/";
      owner.asOwner().post(runs + run + "/cancel").then().statusCode(202);
      Told told = Told.of(stream.rest());
      assertThat(told.last("error").getString("error.code")).isEqualTo("CANCELLED");
    }
    Awaitility.await().until(() -> model.timesLeft() == 1);
  }

  @Test
  void a_slow_stream_is_waited_for() throws IOException {
    TestModel model = TestModel.of("anthropic").pausing(50).says(SAID, 1, 2);
    Told told = follow(model);
    assertThat(told.text()).isEqualTo(SAID);
    assertThat(told.last("result").getString("data.result")).isEqualTo(SAID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
  void silence_is_waited_for_until_the_deadline_and_the_connection_ended(String provider)
      throws IOException {
    TestModel model = TestModel.of(provider).stallsAfter("Once upon");
    Told told = follow(model, "timeout_seconds", 1);
    assertThat(told.text()).isEqualTo("Once upon");
    assertThat(told.last("error").getString("error.code")).isEqualTo("TIMEOUT");
    Awaitility.await().until(() -> model.timesLeft() == 1);
    assertThat(model.seen()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
  void what_breaks_off_is_not_asked_for_again(String provider) throws IOException {
    for (TestModel model :
        List.of(
            TestModel.of(provider).breaksOffAfter("Once upon", " a"),
            TestModel.of(provider).endsAfter("Once upon", " a"))) {
      Told told = follow(model);
      assertThat(told.text()).isEqualTo("Once upon a");
      JsonPath error = told.last("error");
      assertThat(error.getString("error.code")).isEqualTo("LLM_ERROR");
      assertThat(error.getBoolean("error.is_retryable")).isTrue();
      assertThat(error.getString("error.message")).isEqualTo(provider + " broke its answer off.");
      assertThat(model.seen()).hasSize(1);
    }
  }

  @Test
  void what_an_answer_cost_that_broke_off_is_not_known_and_what_was_refused_cost_nothing()
      throws IOException {
    TestModel broken = TestModel.of("openai").uses("list_files", "{}").breaksOffAfter("Once");
    TestModel refused = TestModel.of("openai").uses("list_files", "{}").fails(400, "no");
    for (TestModel model : List.of(broken, refused)) {
      Told told = follow(TestPrompt.loop(owner), with(model));
      String run = told.last("error").getString("metadata.run_id");
      JsonPath stored =
          owner.asOwner().get("/workspaces/" + owner.workspaceId + "/runs/" + run).jsonPath();
      assertThat(stored.getString("data.error.code")).isEqualTo("LLM_ERROR");
      assertThat(stored.<Integer>get("data.input_tokens")).isEqualTo(model == broken ? null : 10);
      assertThat(stored.<Integer>get("data.output_tokens")).isEqualTo(model == broken ? null : 5);
    }
  }

  @Test
  void what_breaks_off_is_not_asked_of_another_provider_either() throws IOException {
    TestModel openai = TestModel.of("openai").breaksOffAfter("Once");
    TestModel gemini = TestModel.of("gemini").says("no", 1, 1);
    TestSecrets.set(owner, openai.secret(), openai.key);
    TestSecrets.set(owner, gemini.secret(), gemini.key);
    Told told = follow(TestPrompt.publish(owner, "Answer"), Map.of());
    assertThat(told.last("error").getString("error.code")).isEqualTo("LLM_ERROR");
    assertThat(gemini.seen()).isEmpty();
  }

  @Test
  void a_stream_that_breaks_off_before_it_says_anything_is_tried_again() throws IOException {
    TestModel model = TestModel.of("openai").breaksOffAfter().says("whole", 1, 1);
    assertThat(follow(model).text()).isEqualTo("whole");
    assertThat(model.seen()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
  void an_error_in_the_middle_ends_it_in_the_providers_words(String provider) throws IOException {
    TestModel model = TestModel.of(provider);
    model.failsAfter("We are full, " + model.key, "Once upon");
    Told told = follow(model);
    assertThat(told.text()).isEqualTo("Once upon");
    JsonPath error = told.last("error");
    assertThat(error.getString("error.code")).isEqualTo("LLM_ERROR");
    assertThat(error.getString("error.message"))
        .isEqualTo(provider + " broke its answer off: We are full, ***");
    assertThat(model.seen()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"openai, 2", "anthropic, 2", "gemini, 2", "ollama, 1"})
  void an_error_in_place_of_an_answer_is_tried_again_where_it_passes(String provider, int times)
      throws IOException {
    TestModel model = TestModel.of(provider).failsAfter("Busy.").says("here", 1, 1);
    Told told = follow(model);
    assertThat(model.seen()).hasSize(times);
    if (times == 1) {
      assertThat(told.last("error").getString("error.message"))
          .isEqualTo(provider + " answered with an error: Busy.");
    } else {
      assertThat(told.last("result").getString("data.result")).isEqualTo("here");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai | 'data: {half\n\n'",
        "anthropic | 'event: x\ndata: [1]\n\n'",
        "gemini | 'data: 5\r\n\r\n'",
        "ollama | '<html>\n'"
      })
  void garbage_in_the_middle_is_a_failure(String provider, String babble) throws IOException {
    TestModel model = TestModel.of(provider).babblesAfter(babble, "Once upon");
    Told told = follow(model);
    assertThat(told.text()).isEqualTo("Once upon");
    assertThat(told.last("error").getString("error.message"))
        .startsWith(provider + " answered what can't be understood");
    assertThat(model.seen()).hasSize(1);
  }

  @Test
  void ten_megabytes_are_taken_and_more_is_not() throws IOException {
    TestModel model = TestModel.of("openai").says("x".repeat(10 * 1024 * 1024 + 1), 1, 1);
    Told told = follow(model);
    assertThat(told.last("error").getString("error.message"))
        .isEqualTo("openai answered more than 10 MiB.");
    TestModel flood = TestModel.of("anthropic").says("x".repeat(17 * 1024 * 1024), 1, 1);
    assertThat(follow(flood).last("error").getString("error.message"))
        .isEqualTo("anthropic answered more than is taken.");
    assertThat(flood.seen()).hasSize(1);
  }

  @Test
  void a_key_is_hidden_also_where_two_pieces_cut_it() throws IOException {
    TestModel model = TestModel.of("gemini");
    model.says("Your key is " + model.key + ", is it not?", 1, 1);
    Told told = follow(model);
    assertThat(told.text()).isEqualTo("Your key is ***, is it not?");
    assertThat(String.join("", told.events().subList(0, told.events().size() - 1)))
        .doesNotContain(model.key);
  }

  @Test
  void an_answer_that_fits_a_schema_is_told_when_it_does() throws IOException {
    Map<String, Object> schema =
        Map.of("type", "object", "required", List.of("n"), "properties", Map.of("n", Map.of()));
    TestModel model = TestModel.of("openai").gives("{\"m\":1}", 2, 3).gives("{\"n\":1}", 4, 5);
    Told told = follow(model, "output_schema", schema);
    assertThat(told.deltas()).containsExactly("{\"n\":1}");
    assertThat(told.last("result").getInt("metadata.usage.output_tokens")).isEqualTo(8);
    assertThat(model.seen()).hasSize(2).noneMatch(StreamedModelResourceTest::wantsStream);
  }

  @Test
  void a_server_that_knows_no_streams_is_understood() throws IOException {
    TestModel model =
        TestModel.of("openai")
            .answers(200, "{\"choices\":[{\"message\":{\"content\":\"at once\"}}]}");
    Told told = follow(model);
    assertThat(told.deltas()).containsExactly("at once");
    assertThat(told.last("result").getString("data.result")).isEqualTo("at once");
  }

  @Test
  void a_stream_that_says_nothing_else_is_refused_like_any_call() throws IOException {
    TestModel model = TestModel.of("openai").fails(401, "No such key.");
    Told told = follow(model);
    assertThat(told.last("error").getString("error.message"))
        .isEqualTo("openai answered with status 401: No such key.");
  }

  @Test
  void the_connection_of_a_stream_is_kept_for_the_next() throws IOException {
    TestModel model = TestModel.of("openai").says(SAID, 1, 1);
    long began = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      assertThat(follow(model).text()).isEqualTo(SAID);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    assertThat(model.timesLeft()).isZero();
  }
}
