package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stream, cut into events: server-sent ones, or one of JSON a line. The text that
 * they add is told at once. Bounded: a line, and all that is kept. For one thread.
 */
final class AnswerPieces {
  /** How the bytes are cut into events. */
  enum Framing {
    SERVER_SENT,
    LINES
  }

  private static final String DATA = "data:";
  private static final String DONE = "[DONE]";

  private final StreamedAnswer answer;
  private final Framing framing;
  private final ProviderFailures failures;
  private final Consumer<String> deltas;
  private final long most;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private boolean over;
  private boolean begun;
  private boolean told;
  private @Nullable Character half;

  AnswerPieces(
      StreamedAnswer answer,
      Framing framing,
      ProviderFailures failures,
      Consumer<String> deltas,
      long most) {
    this.answer = answer;
    this.framing = framing;
    this.failures = failures;
    this.deltas = deltas;
    this.most = most;
  }

  /**
   * Takes the next bytes.
   *
   * @throws LlmException when the provider says that it fails, when it says what makes no sense, or
   *     more than is taken
   */
  void take(byte[] bytes) throws LlmException {
    int from = isOver() ? bytes.length : 0;
    for (int at = from; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        append(bytes, from, at);
        from = at + 1;
        String whole = line.toString(StandardCharsets.UTF_8);
        line.reset();
        line(whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole);
      }
    }
    append(bytes, from, bytes.length);
  }

  private void append(byte[] bytes, int from, int to) throws LlmException {
    if (line.size() + data.length() + (long) (to - from) > most) {
      throw failures.tooLarge();
    }
    line.write(bytes, from, to - from);
  }

  private void line(String text) throws LlmException {
    switch (framing) {
      case LINES -> {
        if (!text.isBlank()) {
          event(text);
        }
      }
      case SERVER_SENT -> {
        if (text.startsWith(DATA)) {
          data.append(data.isEmpty() ? "" : "\n").append(text.substring(DATA.length()).strip());
        } else if (text.isEmpty()) {
          dispatch();
        }
      }
    }
  }

  private void dispatch() throws LlmException {
    if (data.isEmpty()) {
      return;
    }
    String text = data.toString();
    data.setLength(0);
    if (text.equals(DONE)) {
      over = true;
    } else {
      event(text);
    }
  }

  private void event(String text) throws LlmException {
    JsonNode event =
        WireJson.read(text.getBytes(StandardCharsets.UTF_8))
            .filter(JsonNode::isObject)
            .orElseThrow(() -> failures.garbage("an event that is no JSON object"));
    if (event.hasNonNull("error")) {
      throw begun ? failures.brokenOff(event) : failures.refused(event);
    }
    begun |= !event.path("type").asText().equals("ping");
    tell(answer.add(event));
    if (answer.length() > most) {
      throw failures.tooLarge();
    }
  }

  /** Half a surrogate pair waits for the other one. */
  private void tell(String more) {
    String text = half == null ? more : half + more;
    half = null;
    if (!text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))) {
      half = text.charAt(text.length() - 1);
      text = text.substring(0, text.length() - 1);
    }
    if (!text.isEmpty()) {
      told = true;
      deltas.accept(text);
    }
  }

  /** Whether the provider has said that nothing follows; what does is of no interest. */
  boolean isOver() {
    return over || answer.isOver();
  }

  /** Whether anything of the answer has come: from then on it is paid for. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether any of its text was told. */
  boolean isTold() {
    return told;
  }

  /**
   * The answer, after the stream has ended.
   *
   * @throws LlmException when that was too early
   */
  ObjectNode whole() throws LlmException {
    lastLine();
    if (!begun) {
      throw failures.garbage("a stream without events");
    }
    if (!answer.isWhole() && !over) {
      throw failures.brokenOff();
    }
    return answer.answer();
  }

  /** Some leave the last line, or the empty one behind it, without its end. */
  private void lastLine() throws LlmException {
    String rest = line.toString(StandardCharsets.UTF_8).strip();
    line.reset();
    if (framing == Framing.SERVER_SENT) {
      if (!rest.isEmpty()) {
        line(rest);
      }
      rest = data.toString();
      data.setLength(0);
    }
    if (rest.equals(DONE)) {
      over = true;
    } else if (WireJson.read(rest.getBytes(StandardCharsets.UTF_8)).isPresent()) {
      event(rest);
    }
  }
}
