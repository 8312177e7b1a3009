package io.orchagent.agents.publishing;

import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentApi;
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
    String engine = PublishRules.engine(sent);
    boolean loop = Agent.MANAGED_LOOP.equals(engine);
    if (sent.customTools() != null && !sent.customTools().isEmpty() && !loop) {
      warnings.add(
          new Warning(
              "CUSTOM_TOOLS_UNUSED",
              "custom_tools",
              "Only a managed loop uses them; publish type agent, or leave them out."));
    }
    if (ManifestRules.hasDependencies(sent) && !loop && !Agent.CODE_RUNTIME.equals(engine)) {
      warnings.add(
          new Warning(
              "DEPENDENCIES_UNUSED",
              "manifest.dependencies",
              "Only tools and agents call others; publish one of these, or leave them out."));
    }
    return warnings;
  }

  static Warning hopsShort(int depth) {
    return new Warning(
        "MAX_HOPS_SHORT",
        "manifest.max_hops",
        "Its dependencies call others: a whole call takes "
            + depth
            + " hops, and the last ones will be refused. Publish with at least "
            + depth
            + ".");
  }
}
