package io.orchagent.calls;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.calls.models.LlmCredentials;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the agent is given.
 *
 * @param tree the input for the schema; an object
 * @param text the same as JSON text, for the agent and for the row
 * @param credentials LLM credentials that came with it; they are not part of it
 */
record CallInput(
    JsonNode tree, String text, List<File> files, @Nullable LlmCredentials credentials) {

  /** An uploaded file under the name that the agent finds it by. */
  record File(String name, Path content) {}

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
