package io.orchagent.calls.skills;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.agents.Release;
import io.orchagent.platform.http.Warning;
import io.orchagent.sandbox.SandboxSpec.SkillFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The skills of one run. Their texts may be private to the agent's author: they are for models and
 * programs, never for an answer.
 *
 * @param warnings what the caller is told about them
 */
public record SkillChoice(List<Skill> skills, List<Warning> warnings) {
  /** None, and nothing to say about it. */
  public static final SkillChoice NONE = new SkillChoice(List.of(), List.of());

  private static final String BETWEEN = "\n\n---\n\n";

  /** One of them. */
  record Skill(Release release, String text) {
    /** Unambiguous: no part of it has an underscore. */
    String file() {
      return String.join("_", release.org(), release.name(), release.versionName()) + ".md";
    }

    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  public SkillChoice {
    skills = List.copyOf(skills);
    warnings = List.copyOf(warnings);
  }

  /** A prompt with the skills before it. */
  public String before(String prompt) {
    StringBuilder text = new StringBuilder();
    skills.forEach(skill -> text.append(skill.text().strip()).append(BETWEEN));
    return text.append(prompt).toString();
  }

  /** What a program finds: a file a skill, and the list of them; nothing when there are none. */
  public List<SkillFile> files() {
    if (skills.isEmpty()) {
      return List.of();
    }
    List<SkillFile> files = new ArrayList<>();
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    ArrayNode listed = manifest.putArray("skills");
    for (Skill skill : skills) {
      byte[] bytes = skill.bytes();
      listed
          .addObject()
          .put("id", skill.release().reference())
          .put("org", skill.release().org())
          .put("name", skill.release().name())
          .put("version", skill.release().versionName())
          .put("file", skill.file())
          .put("size_bytes", bytes.length);
      files.add(new SkillFile(skill.file(), bytes));
    }
    String text = manifest.toPrettyString() + "\n";
    files.add(new SkillFile("manifest.json", text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  /** Without the texts. */
  @Override
  public String toString() {
    return "SkillChoice[" + skills.size() + "]";
  }
}
