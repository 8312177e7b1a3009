package io.orchagent.agents;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is told of the service keys of a version. */
public final class AgentKeyApi {
  private AgentKeyApi() {}

  /** A key, without itself. */
  @Schema(name = "AgentKey", description = "A service key of a version")
  public record View(
      @Schema(description = "Names this key") String id,
      @Schema(description = "The version that it belongs to") String agentId,
      @Schema(description = "Its first characters") String prefix,
      @Schema(description = "When it was made") Instant createdAt) {
    static View of(AgentKey key) {
      return new View(key.id.toString(), key.agentId.toString(), key.prefix, key.createdAt);
    }
  }

  /** A new key. */
  @Schema(name = "CreatedAgentKey", description = "A new service key, shown only now")
  public record Created(
      @JsonUnwrapped View view, @Schema(description = "The key, shown only now") String key) {}
}
