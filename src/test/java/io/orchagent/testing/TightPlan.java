package io.orchagent.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** New workspaces have few calls and much room: 40 a day, 100 at once. */
public final class TightPlan implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("orchagent.plans.default", "tight");
  }
}
