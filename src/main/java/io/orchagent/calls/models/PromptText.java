package io.orchagent.calls.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.agents.PromptTemplate;
import java.util.List;

/** From a template and an input to what a model is asked. */
final class PromptText {
  private static final int SHORTEST_FENCE = 3;

  /** As long as an input may be, and a prompt beside it. A variable may stand there many times. */
  private static final int LONGEST = 11 * 1024 * 1024;

  private PromptText() {}

  /** The variables that are absent, null or empty. */
  static List<String> missing(PromptTemplate prompt, JsonNode input) {
    return prompt.variables().stream()
        .filter(
            name -> {
              JsonNode value = input.path(name);
              return value.isMissingNode()
                  || value.isNull()
                  || (value.isTextual() && value.textValue().isEmpty());
            })
        .toList();
  }

  /** Whether the prompt with its variables replaced is more than anybody would send to a model. */
  static boolean isTooLong(PromptTemplate prompt, JsonNode input) {
    return prompt.filledLength(name -> value(input.path(name)).length()) > LONGEST;
  }

  /**
   * The prompt with its variables replaced, and after it the input as it was sent.
   *
   * @param inputText the same input as JSON text
   */
  static String of(PromptTemplate prompt, JsonNode input, String inputText) {
    String fence = "`".repeat(Math.max(SHORTEST_FENCE, longestRun(inputText) + 1));
    return prompt.filled(name -> value(input.path(name)))
        + "\n\n"
        + fence
        + "json\n"
        + inputText.strip()
        + "\n"
        + fence;
  }

  private static String value(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  /** Of backticks: no input can end its own fence. Runs of less than three do no harm. */
  private static int longestRun(String text) {
    int longest = SHORTEST_FENCE - 1;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
