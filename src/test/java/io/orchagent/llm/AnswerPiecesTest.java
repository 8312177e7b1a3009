package io.orchagent.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.llm.AnswerPieces.Framing;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams, cut wherever the network likes. */
class AnswerPiecesTest {
  private static final int MOST = 2_000;

  private final StringBuilder told = new StringBuilder();

  private AnswerPieces pieces(StreamedAnswer answer, Framing framing) {
    ChatRequest request =
        new ChatRequest(
            LlmProvider.OPENAI,
            "m",
            null,
            null,
            List.of(),
            List.of(),
            null,
            Instant.MAX,
            Duration.ZERO,
            new CompletableFuture<>(),
            told::append,
            RetryListener.NONE);
    ProviderFailures failures = new ProviderFailures(request, Instant.EPOCH);
    return new AnswerPieces(answer, framing, failures, told::append, MOST);
  }

  private AnswerPieces openai() {
    return pieces(new OpenAiStream(), Framing.SERVER_SENT);
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(UTF_8);
  }

  private static String delta(String content) {
    return "data: {'choices':[{'delta':{'content':'" + content + "'}}]}\n\n";
  }

  private static final String END =
      "data: {'choices':[{'delta':{},'finish_reason':'stop'}]}\n\ndata: [DONE]\n\n";

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void any_cut_gives_the_same(String lineEnd) throws Exception {
    byte[] all =
        bytes(
            (": hi\n\nid: 1\n" + delta("größe ✓ 🥊") + "retry: 5\n" + END).replace("\n", lineEnd));
    for (int cut = 0; cut <= all.length; cut++) {
      told.setLength(0);
      AnswerPieces pieces = openai();
      pieces.take(Arrays.copyOf(all, cut));
      pieces.take(Arrays.copyOfRange(all, cut, all.length));
      assertThat(pieces.isOver()).isTrue();
      assertThat(pieces.whole().at("/choices/0/message/content").textValue())
          .isEqualTo("größe ✓ 🥊");
      assertThat(told).hasToString("größe ✓ 🥊");
    }
  }

  @Test
  void data_over_several_lines_is_one_event() throws Exception {
    AnswerPieces pieces = openai();
    pieces.take(bytes("data: {'choices':\ndata:[{'delta':{'content':'a'},\ndata: "));
    pieces.take(bytes("'finish_reason':'stop'}]}\n\n"));
    assertThat(pieces.whole().at("/choices/0/message/content").textValue()).isEqualTo("a");
  }

  @Test
  void the_last_event_may_lack_its_end() throws Exception {
    AnswerPieces sent = openai();
    sent.take(bytes(delta("a") + "data: {'choices':[{'finish_reason':'stop'}]}"));
    assertThat(sent.whole().at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
    AnswerPieces lines = pieces(new OllamaStream(), Framing.LINES);
    lines.take(bytes("{'message':{'content':'b'}}\n\n{'done':true,'eval_count':2}"));
    assertThat(lines.whole().path("eval_count").intValue()).isEqualTo(2);
    assertThat(told).hasToString("ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {'choices':[{'finish_reason':'stop'}]",
        "data: {'choices':[{'delta':{'content':'b'}}]}\n\n",
        "data: [DON",
        "event: done\n\n",
        ""
      })
  void half_an_answer_is_none(String rest) throws Exception {
    AnswerPieces pieces = openai();
    pieces.take(bytes(delta("a") + rest));
    assertThatThrownBy(pieces::whole).hasMessage("openai broke its answer off.");
  }

  @Test
  void a_line_without_end_is_not_kept() throws Exception {
    AnswerPieces pieces = openai();
    byte[] some = new byte[1_000];
    Arrays.fill(some, (byte) 'x');
    pieces.take(some);
    pieces.take(some);
    assertThatThrownBy(() -> pieces.take(some)).hasMessageContaining("more than is taken");
  }

  @Test
  void nor_is_an_event_of_ever_more_lines() throws Exception {
    AnswerPieces pieces = openai();
    byte[] line = bytes("data: " + "x".repeat(900) + "\n");
    pieces.take(line);
    pieces.take(line);
    assertThatThrownBy(() -> pieces.take(line)).hasMessageContaining("more than is taken");
  }

  @Test
  void nor_is_an_answer_of_ever_more_events() throws Exception {
    AnswerPieces pieces = openai();
    byte[] event = bytes(delta("x".repeat(900)));
    pieces.take(event);
    pieces.take(event);
    assertThatThrownBy(() -> pieces.take(event)).hasMessageContaining("more than is taken");
  }

  @Test
  void halves_of_a_character_are_told_together() throws Exception {
    AnswerPieces pieces = openai();
    pieces.take(bytes(delta("a\\ud83e")));
    assertThat(told).hasToString("a");
    pieces.take(bytes(delta("\\udd4a!")));
    assertThat(told).hasToString("a🥊!");
  }

  @Test
  void what_follows_the_end_is_of_no_interest() throws Exception {
    AnswerPieces pieces = openai();
    pieces.take(bytes(delta("a") + END));
    pieces.take(bytes("<html>\n\ndata: nonsense\n\n"));
    assertThat(pieces.whole().at("/choices/0/message/content").textValue()).isEqualTo("a");
  }

  @Test
  void calls_without_an_index_are_told_apart_by_their_ids() throws Exception {
    AnswerPieces pieces = openai();
    String call = "data: {'choices':[{'delta':{'tool_calls':[%s]}}]}\n\n";
    pieces.take(bytes(call.formatted("{'id':'a','function':{'name':'x','arguments':'{'}}")));
    pieces.take(bytes(call.formatted("{'function':{'arguments':'}'}}")));
    pieces.take(bytes(call.formatted("{'id':'b','function':{'name':'y','arguments':'{}'}}")));
    pieces.take(bytes(END));
    assertThat(pieces.whole().at("/choices/0/message/tool_calls").toString())
        .isEqualTo(
            "[{\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}},"
                + "{\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}]");
  }
}
