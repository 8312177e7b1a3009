package io.orchagent.llm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * @param key sent with this request and kept nowhere; null for a provider that needs none
 * @param system what the model is told beforehand
 * @param tools what the model may use; together with an output schema there are none
 * @param outputSchema JSON Schema of an object that the answer has to be; null for free text
 * @param deadline nothing is waited for beyond it
 * @param patience the longest single pause that a retry is worth
 * @param stop completed by whoever does not want the answer any more
 * @param deltas is told the answer's text as it comes, all of it, on the thread that asks; null
 *     where nobody follows, and then the answer is asked for at once
 * @param retries is told of each time that it is sent again
 */
public record ChatRequest(
    LlmProvider provider,
    String model,
    @Nullable String key,
    @Nullable String system,
    List<ChatMessage> messages,
    List<ChatTool> tools,
    @Nullable String outputSchema,
    Instant deadline,
    Duration patience,
    CompletableFuture<Void> stop,
    @Nullable Consumer<String> deltas,
    RetryListener retries) {

  boolean isStreamed() {
    return deltas != null;
  }

  /** Without the key, and without what people wrote. */
  @Override
  public String toString() {
    return "ChatRequest[" + provider.wire() + "/" + model + "]";
  }
}
