package io.orchagent.testing;

import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The vault of a workspace, over HTTP alone. */
public final class TestSecrets {
  private TestSecrets() {}

  public static String path(TestWorkspace owner) {
    return "/workspaces/" + owner.workspaceId + "/secrets";
  }

  public static ValidatableResponse put(TestWorkspace owner, Map<String, Object> body) {
    return owner.asOwner().body(body).put(path(owner)).then();
  }

  public static void set(TestWorkspace owner, String name, String value, String... allowed) {
    Map<String, Object> body = new HashMap<>(Map.of("name", name, "value", value));
    if (allowed.length > 0) {
      body.put("allowed_agents", List.of(allowed));
    }
    put(owner, body).statusCode(200);
  }
}
