package io.orchagent.agents.catalogue;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is answered to a star. */
public final class StarApi {
  private StarApi() {}

  /** Whether the caller likes a version, and how many do. */
  @Schema(name = "Starred", description = "Whether you starred a version, and how many did")
  public record Starred(
      @Schema(description = "Whether it has a star of yours now") boolean starred,
      @Schema(description = "How many people starred this version") int starsCount) {}
}
