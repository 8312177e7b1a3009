package io.orchagent.agents.tree;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.agents.SkillName;
import io.orchagent.agents.Skills;
import io.orchagent.agents.tree.AgentTreeQueries.Dependency;
import io.orchagent.agents.tree.AgentTreeQueries.Version;
import io.orchagent.platform.errors.Errors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a version depends on. It is unfolded level by level, each version where it comes first, so
 * that one which many others share, or one that led back, is not read twice.
 */
@ApplicationScoped
public class AgentTrees {
  private static final int MOST_PARTS = 500;
  private static final int MOST_SKILLS = 500;
  private static final int DEEPEST = 32;

  private final AgentTreeQueries queries;
  private final Releases releases;
  private final Skills skills;
  private final ObjectMapper json;

  AgentTrees(AgentTreeQueries queries, Releases releases, Skills skills, ObjectMapper json) {
    this.skills = skills;
    this.queries = queries;
    this.releases = releases;
    this.json = json;
  }

  /** A part as it grows. */
  private static final class Growing {
    private final Version version;
    private final List<AgentTreeApi.Skill> skills = new ArrayList<>();
    private final List<Growing> below = new ArrayList<>();
    private int hidden;
    private @Nullable String omitted;

    Growing(Version version) {
      this.version = version;
    }

    AgentTreeApi.Part part() {
      return new AgentTreeApi.Part(
          version.id(),
          version.agent(),
          "v" + version.version(),
          version.type(),
          version.engine(),
          version.callable(),
          skills,
          below.stream().map(Growing::part).toList(),
          hidden,
          omitted);
    }
  }

  /** What is known while one tree grows. */
  private record Growth(
      UUID workspace, Set<UUID> unfolded, Map<String, Optional<Release>> skills, int[] parts) {}

  /**
   * The tree of a version, as this workspace may see it.
   *
   * @throws io.orchagent.platform.errors.ApiException NOT_FOUND when it is absent or not visible
   */
  @Transactional
  AgentTreeApi.Part of(UUID workspace, String org, String agent, String version) {
    Release release = releases.resolve(workspace, org, agent, version);
    Growing root =
        queries
            .find(workspace, release.id())
            .map(Growing::new)
            .orElseThrow(() -> Errors.notFound("Agent"));
    Growth growth = new Growth(workspace, new HashSet<>(), new HashMap<>(), new int[] {1});
    List<Growing> level = List.of(root);
    for (int depth = 0; !level.isEmpty(); depth++) {
      level = unfold(growth, level, depth);
    }
    return root.part();
  }

  /** The next level. */
  private List<Growing> unfold(Growth growth, List<Growing> level, int depth) {
    List<Growing> unfolding = new ArrayList<>();
    for (Growing part : level) {
      part.omitted = reason(growth, part.version, depth);
      if (part.omitted == null) {
        unfolding.add(part);
      }
    }
    if (unfolding.isEmpty()) {
      return List.of();
    }
    List<UUID> ids = unfolding.stream().map(part -> part.version.id()).toList();
    Map<UUID, List<Dependency>> below =
        queries.below(growth.workspace, ids).stream()
            .collect(Collectors.groupingBy(Dependency::of));
    List<Growing> next = new ArrayList<>();
    for (Growing part : unfolding) {
      next.addAll(fill(growth, part, below.getOrDefault(part.version.id(), List.of())));
    }
    return next;
  }

  private static @Nullable String reason(Growth growth, Version version, int depth) {
    if (!version.open()) {
      return "private";
    }
    if (depth >= DEEPEST) {
      return "limit";
    }
    return growth.unfolded.add(version.id()) ? null : "repeated";
  }

  private List<Growing> fill(Growth growth, Growing part, List<Dependency> dependencies) {
    List<String> skills = references(part.version.skills());
    boolean tooMany =
        growth.parts[0] + dependencies.size() > MOST_PARTS
            || growth.skills.size() + skills.size() > MOST_SKILLS;
    if (tooMany) {
      part.omitted = "limit";
      return List.of();
    }
    growth.parts[0] += dependencies.size();
    for (String reference : skills) {
      skill(growth, reference).ifPresentOrElse(part.skills::add, () -> part.hidden++);
    }
    for (Dependency dependency : dependencies) {
      if (dependency.on() == null) {
        part.hidden++;
      } else {
        part.below.add(new Growing(dependency.on()));
      }
    }
    return part.below;
  }

  private Optional<AgentTreeApi.Skill> skill(Growth growth, String reference) {
    return growth
        .skills
        .computeIfAbsent(reference, one -> find(growth.workspace, one))
        .map(
            release ->
                new AgentTreeApi.Skill(
                    release.id(),
                    release.org() + "/" + release.name(),
                    release.versionName(),
                    reference.contains("@")));
  }

  private Optional<Release> find(UUID workspace, String reference) {
    return SkillName.parse(reference)
        .flatMap(name -> skills.find(workspace, name))
        .filter(release -> release.type().equals("skill"));
  }

  private List<String> references(@Nullable String listed) {
    if (listed == null) {
      return List.of();
    }
    try {
      List<String> references = new ArrayList<>();
      for (JsonNode one : json.readTree(listed)) {
        references.add(one.asText());
      }
      return references;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored document can't be read", e);
    }
  }
}
