package io.orchagent.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.security.CurrentCaller;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a version says of others: the agents it calls, and the skills it brings. */
@Singleton
class ManifestRules {
  private static final Pattern REFERENCE =
      Pattern.compile("([a-z0-9-]{1,100})/([a-z0-9-]{2,50})(?:@(v[0-9]{1,9}))?");
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_DEPENDENCIES = 50;

  private final Releases releases;
  private final CurrentCaller caller;

  ManifestRules(Releases releases, CurrentCaller caller) {
    this.releases = releases;
    this.caller = caller;
  }

  /** How it calls its dependencies: strictly, unless it says otherwise; null without any. */
  static @Nullable String orchestrationMode(AgentApi.Publish sent) {
    if (sent.manifest() == null || sent.manifest().path("dependencies").isEmpty()) {
      return null;
    }
    return sent.manifest().path("orchestration_mode").asText("strict");
  }

  void check(AgentApi.Publish sent, Problems problems) {
    skills(sent.defaultSkills(), problems);
    ObjectNode manifest = sent.manifest();
    if (manifest == null || !problems.storable("manifest", manifest, MAX_BYTES)) {
      return;
    }
    JsonNode format = manifest.path("manifest_version");
    problems.require(
        format.isMissingNode() || (format.isInt() && format.intValue() == 1),
        "manifest.manifest_version",
        "must be 1");
    JsonNode mode = manifest.path("orchestration_mode");
    problems.require(
        mode.isMissingNode() || mode.asText().equals("strict") || mode.asText().equals("flexible"),
        "manifest.orchestration_mode",
        "must be strict or flexible");
    dependencies(manifest, problems);
  }

  private void dependencies(ObjectNode manifest, Problems problems) {
    JsonNode listed = manifest.path("dependencies");
    if (listed.isMissingNode() || listed.isNull()) {
      return;
    }
    if (!listed.isArray() || listed.size() > MAX_DEPENDENCIES) {
      problems.add("manifest.dependencies", "must be a list of at most 50");
      return;
    }
    for (int i = 0; i < listed.size(); i++) {
      dependency("manifest.dependencies[" + i + "]", listed.get(i), problems);
    }
    JsonNode hops = manifest.path("max_hops");
    problems.require(
        listed.isEmpty() || hops.isMissingNode() || (hops.isInt() && hops.intValue() >= 1),
        "manifest.max_hops",
        "must be at least 1 with dependencies");
  }

  private void dependency(String where, JsonNode listed, Problems problems) {
    String id = listed.path("id").asText();
    String version = listed.path("version").asText();
    if (!REFERENCE.matcher(id).matches() || id.contains("@")) {
      problems.add(where + ".id", "must be like org/name");
      return;
    }
    if (VersionName.parse(version).isEmpty()) {
      problems.add(where + ".version", "must be an exact version like v2");
      return;
    }
    Optional<Release> found = find(id + "@" + version);
    problems.require(found.isPresent(), where, "does not exist, or is not visible to you");
    problems.require(
        found.isEmpty() || found.get().callable(), where, "does not let other agents call it");
  }

  private void skills(@Nullable List<String> skills, Problems problems) {
    problems.words("default_skills", skills, 20, 160);
    if (skills == null) {
      return;
    }
    for (int i = 0; i < Math.min(skills.size(), 20); i++) {
      String where = "default_skills[" + i + "]";
      if (!REFERENCE.matcher(skills.get(i)).matches()) {
        problems.add(where, "must be like org/skill or org/skill@v2");
        continue;
      }
      Optional<Release> found = find(skills.get(i));
      problems.require(
          found.isPresent() && found.get().type().equals("skill"),
          where,
          "is no skill, or not visible to you");
    }
  }

  private Optional<Release> find(String reference) {
    Matcher parts = REFERENCE.matcher(reference);
    if (!parts.matches()) {
      return Optional.empty();
    }
    UUID workspace = caller.principal().workspaceId();
    String version = parts.group(3) == null ? "latest" : parts.group(3);
    return releases.find(workspace, parts.group(1), parts.group(2), version);
  }
}
