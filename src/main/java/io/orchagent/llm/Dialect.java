package io.orchagent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one provider writes a chat. */
interface Dialect {
  LlmProvider provider();

  String defaultModel();

  /** An address, headers and a body. */
  record Written(String address, Map<String, String> headers, ObjectNode body) {
    /** Without the key, which is in a header, and without what people wrote. */
    @Override
    public String toString() {
      return "Written[" + address + "]";
    }
  }

  /** An answer as it was read; its usage has no cost yet. */
  record Read(
      String text, List<ToolCall> calls, ChatAnswer.Finish finish, @Nullable LlmUsage usage) {}

  /** Asks for a stream where the request wants one. */
  Written write(ChatRequest request);

  /**
   * Reads a successful answer.
   *
   * @throws UnreadableException when it is none
   */
  Read read(JsonNode answer) throws UnreadableException;

  /** How its streams are cut into events. */
  default AnswerPieces.Framing framing() {
    return AnswerPieces.Framing.SERVER_SENT;
  }

  /** For one answer that comes as a stream. */
  StreamedAnswer streamed();

  /** JSON, but not what this provider answers. */
  final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message, null, false, false);
    }
  }
}
