package io.orchagent.agents;

import io.orchagent.platform.http.Warning;
import java.util.ArrayList;
import java.util.List;

/** What does not keep a version from being published but should be mended. */
final class PublishWarnings {
  private PublishWarnings() {}

  static List<Warning> of(AgentApi.Publish sent) {
    List<Warning> warnings = new ArrayList<>();
    String type = PublishRules.type(sent);
    if (sent.requiredSecrets() == null && (type.equals("tool") || type.equals("agent"))) {
      warnings.add(
          new Warning(
              "REQUIRED_SECRETS_MISSING",
              "required_secrets",
              "Say which secrets it needs; send [] when it needs none."));
    }
    return warnings;
  }
}
