package io.orchagent.agents;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a version's manifest says of calls between agents.
 *
 * @param dependent whether it has dependencies
 * @param maxHops how deep calls may go below it; 0 without dependencies
 * @param minRequiredHops what a caller has to leave it
 * @param downstreamCap how many runs one run of it may have below it
 * @param strict whether its loop may do nothing but call its dependencies
 */
public record Orchestration(
    boolean dependent, int maxHops, int minRequiredHops, int downstreamCap, boolean strict) {
  private static final int DEFAULT_HOPS = 10;
  private static final int DEFAULT_CAP = 50;

  static Orchestration of(@Nullable JsonNode manifest) {
    if (manifest == null) {
      return new Orchestration(false, 0, 0, 0, false);
    }
    boolean dependent = !manifest.path("dependencies").isEmpty();
    return new Orchestration(
        dependent,
        dependent ? manifest.path("max_hops").asInt(DEFAULT_HOPS) : 0,
        manifest.path("min_required_hops").asInt(0),
        dependent ? manifest.path("per_call_downstream_cap").asInt(DEFAULT_CAP) : 0,
        dependent && !manifest.path("orchestration_mode").asText("strict").equals("flexible"));
  }
}
