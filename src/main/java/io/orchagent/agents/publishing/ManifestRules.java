package io.orchagent.agents.publishing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentApi;
import io.orchagent.agents.Problems;
import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.agents.SkillName;
import io.orchagent.agents.Skills;
import io.orchagent.agents.VersionName;
import io.orchagent.platform.security.CurrentCaller;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private static final int MAX_SKILLS = 20;

  private final Releases releases;
  private final Dependencies dependencies;
  private final Skills skills;
  private final CurrentCaller caller;

  ManifestRules(Releases releases, Dependencies dependencies, Skills skills, CurrentCaller caller) {
    this.releases = releases;
    this.skills = skills;
    this.dependencies = dependencies;
    this.caller = caller;
  }

  /** A dependency that was found, and where it is named. */
  private record Found(String where, Release release) {}

  static boolean hasDependencies(AgentApi.Publish sent) {
    return sent.manifest() != null && !sent.manifest().path("dependencies").isEmpty();
  }

  /** How it calls its dependencies: strictly, unless it says otherwise; null without any. */
  static @Nullable String orchestrationMode(AgentApi.Publish sent) {
    if (!hasDependencies(sent)) {
      return null;
    }
    return sent.manifest().path("orchestration_mode").asText("strict");
  }

  void check(AgentApi.Publish sent, Problems problems) {
    skills(sent, problems);
    ObjectNode manifest = sent.manifest();
    if (manifest == null || !problems.storable("manifest", manifest, MAX_BYTES)) {
      return;
    }
    JsonNode format = manifest.path("manifest_version");
    problems.require(
        isAbsent(format) || (format.isInt() && format.intValue() == 1),
        "manifest.manifest_version",
        "must be 1");
    JsonNode mode = manifest.path("orchestration_mode");
    problems.require(
        isAbsent(mode) || mode.asText().equals("strict") || mode.asText().equals("flexible"),
        "manifest.orchestration_mode",
        "must be strict or flexible");
    atLeast(hasDependencies(sent) ? 1 : 0, "max_hops", manifest, problems);
    atLeast(1, "timeout_ms", manifest, problems);
    atLeast(0, "per_call_downstream_cap", manifest, problems);
    atLeast(0, "min_required_hops", manifest, problems);
    dependencies(sent, manifest.path("dependencies"), problems);
  }

  /** The versions that it calls, in the order in which it names them; only of what was checked. */
  List<UUID> resolve(AgentApi.Publish sent) {
    List<UUID> versions = new ArrayList<>();
    if (hasDependencies(sent)) {
      for (JsonNode listed : sent.manifest().path("dependencies")) {
        versions.add(find(reference(listed)).orElseThrow(PublishErrors::dependencyGone).id());
      }
    }
    return versions;
  }

  /** Keeps what a new version calls. */
  void link(Agent agent, List<UUID> versions) {
    if (!versions.isEmpty() && !dependencies.link(agent.id, versions)) {
      throw PublishErrors.dependencyGone();
    }
  }

  /** How many hops its calls may take when it says fewer than that; empty when it is right. */
  Optional<Integer> hopsShort(AgentApi.Publish sent, List<UUID> versions) {
    JsonNode hops = sent.manifest() == null ? null : sent.manifest().get("max_hops");
    if (versions.isEmpty() || hops == null || !hops.isInt()) {
      return Optional.empty();
    }
    int depth = dependencies.below(versions).depth(versions);
    return hops.intValue() < depth ? Optional.of(depth) : Optional.empty();
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static void atLeast(int least, String field, ObjectNode manifest, Problems problems) {
    JsonNode value = manifest.path(field);
    problems.require(
        isAbsent(value) || (value.isInt() && value.intValue() >= least),
        "manifest." + field,
        least == 1 && field.equals("max_hops")
            ? "must be a whole number of at least 1 with dependencies"
            : "must be a whole number of at least " + least);
  }

  private void dependencies(AgentApi.Publish sent, JsonNode listed, Problems problems) {
    if (isAbsent(listed)) {
      return;
    }
    if (!listed.isArray() || listed.size() > MAX_DEPENDENCIES) {
      problems.add("manifest.dependencies", "must be a list of at most 50");
      return;
    }
    List<Found> found = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (int i = 0; i < listed.size(); i++) {
      String where = "manifest.dependencies[" + i + "]";
      if (isReference(where, listed.get(i), problems)) {
        String reference = reference(listed.get(i));
        problems.require(named.add(reference), where, "is there twice; name it once");
        dependency(where, reference, problems).ifPresent(found::add);
      }
    }
    circles(sent.name(), found, problems);
  }

  private static boolean isReference(String where, JsonNode listed, Problems problems) {
    String id = listed.path("id").asText();
    if (!REFERENCE.matcher(id).matches() || id.contains("@")) {
      problems.add(where + ".id", "must be like org/name");
      return false;
    }
    if (VersionName.parse(listed.path("version").asText()).isEmpty()) {
      problems.add(where + ".version", "must be an exact version like v2");
      return false;
    }
    return true;
  }

  private static String reference(JsonNode listed) {
    return listed.path("id").asText() + "@" + listed.path("version").asText();
  }

  private Optional<Found> dependency(String where, String reference, Problems problems) {
    Optional<Release> found = find(reference);
    if (found.isEmpty()) {
      problems.add(
          where,
          "does not exist, or is not visible to you; publish it first, or ask its author to make it"
              + " public");
      return Optional.empty();
    }
    Release release = found.get();
    problems.require(
        release.callable(), where, "does not let other agents call it (callable is false)");
    problems.require(
        release.engine() != null, where, "is a skill; name it in default_skills instead");
    problems.require(
        !release.runMode().equals("always_on"),
        where,
        "runs as a service and can't be called; name an on_demand version");
    return Optional.of(new Found(where, release));
  }

  /** No agent may come back to itself, whatever lies between. */
  private void circles(@Nullable String name, List<Found> found, Problems problems) {
    if (name == null || found.isEmpty()) {
      return;
    }
    UUID workspace = caller.principal().workspaceId();
    DependencyGraph graph =
        dependencies.below(found.stream().map(one -> one.release().id()).distinct().toList());
    problems.require(
        graph.complete(),
        "manifest.dependencies",
        "lead to more than 5,000 further calls; depend on fewer agents");
    for (Found one : found) {
      Release release = one.release();
      if (release.workspaceId().equals(workspace) && release.name().equals(name)) {
        problems.add(one.where(), "is a version of this agent itself, which must not call itself");
      } else if (graph.leadsTo(release.id(), workspace, name)) {
        problems.add(
            one.where(),
            "leads back to this agent: it calls "
                + name
                + ", directly or through others. Break the circle in one of them");
      }
    }
  }

  private void skills(AgentApi.Publish sent, Problems problems) {
    List<String> named = sent.defaultSkills();
    problems.words("default_skills", named, MAX_SKILLS, 160);
    if (named == null) {
      return;
    }
    UUID workspace = caller.principal().workspaceId();
    for (int i = 0; i < Math.min(named.size(), MAX_SKILLS); i++) {
      String where = "default_skills[" + i + "]";
      Optional<SkillName> name = SkillName.parse(named.get(i));
      if (name.isEmpty()) {
        problems.add(where, SkillName.RULE);
        continue;
      }
      Skills.problem(skills.find(workspace, name.get()), workspace, PublishRules.engine(sent))
          .ifPresent(problem -> problems.add(where, problem));
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
