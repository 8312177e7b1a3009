package io.orchagent.platform.embedded;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The content of {@code dev-credentials.json}. */
@RegisterForReflection
record DevCredentials(
    @JsonProperty("base_url") String baseUrl,
    @JsonProperty("email") String email,
    @JsonProperty("password") String password,
    @JsonProperty("workspace_id") String workspaceId,
    @JsonProperty("workspace_slug") String workspaceSlug,
    @JsonProperty("api_key") String apiKey) {
  static final String FILE = "dev-credentials.json";

  DevCredentials at(String url) {
    return new DevCredentials(url, email, password, workspaceId, workspaceSlug, apiKey);
  }
}
