package io.orchagent.calls.skills;

import io.orchagent.agents.Release;
import io.orchagent.agents.SkillName;
import io.orchagent.agents.Skills;
import io.orchagent.calls.skills.SkillChoice.Skill;
import io.orchagent.calls.skills.SkillsAsked.Mode;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.Warning;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.Principal;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the skills of a run. */
@Singleton
public class SkillChoices {
  private final Skills skills;
  private final SkillsConfig limits;

  SkillChoices(Skills skills, SkillsConfig limits) {
    this.skills = skills;
    this.limits = limits;
  }

  /**
   * The skills that a run of this version gets when this caller asks for them so.
   *
   * @throws ApiException INVALID_INPUT when one that the call names can't be used, UNPROCESSABLE
   *     when one of the agent's own can't
   */
  public SkillChoice of(Release release, Principal caller, SkillsAsked sent) {
    boolean ignored = release.skillsLocked() && !sent.isNothing();
    List<Warning> warnings = ignored ? List.of(SkillErrors.locked(sent)) : List.of();
    SkillsAsked asked = ignored ? SkillsAsked.NOTHING : sent;
    boolean withOwn = asked.mode() == Mode.ADD && !release.defaultSkills().isEmpty();
    if (!withOwn && asked.names().isEmpty()) {
      return ignored ? new SkillChoice(List.of(), warnings) : SkillChoice.NONE;
    }
    Map<UUID, Release> found = new LinkedHashMap<>();
    if (withOwn) {
      own(release, caller.workspaceId()).forEach(skill -> found.put(skill.id(), skill));
    }
    named(release, caller, asked).forEach(skill -> found.putIfAbsent(skill.id(), skill));
    return new SkillChoice(read(release, asked, found.values()), warnings);
  }

  /** Looked for as the agent's author, whoever calls. */
  private List<Release> own(Release release, UUID caller) {
    boolean inside = release.isOpenTo(caller);
    List<Release> own = new ArrayList<>();
    for (String text : release.defaultSkills()) {
      SkillName name = SkillName.parse(text).orElseThrow();
      Optional<Release> found = skills.find(release.workspaceId(), name);
      Skills.problem(found, release.workspaceId(), release.engine())
          .ifPresent(
              problem -> {
                throw SkillErrors.own(release, text, problem, inside);
              });
      found.ifPresent(own::add);
    }
    return own;
  }

  private List<Release> named(Release release, Principal caller, SkillsAsked asked) {
    if (asked.names().isEmpty()) {
      return List.of();
    }
    UUID viewer = viewer(caller);
    List<FieldError> errors = new ArrayList<>();
    List<Release> named = new ArrayList<>();
    for (SkillName name : asked.names()) {
      Optional<Release> found = skills.find(viewer, name);
      Optional<String> problem = Skills.problem(found, viewer, release.engine());
      problem.ifPresent(why -> errors.add(new FieldError(asked.mode().header(), name + " " + why)));
      found.ifPresent(named::add);
    }
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    return named;
  }

  /**
   * An agent that calls another asks as itself, not as the workspace that it works for: it would
   * read that workspace's private skills.
   */
  private @Nullable UUID viewer(Principal caller) {
    UUID agent = caller.credential().agentId();
    return caller.credential().kind() == CredentialKind.RUN_KEY && agent != null
        ? skills.ownerOf(agent).orElse(null)
        : caller.workspaceId();
  }

  private List<Skill> read(Release release, SkillsAsked asked, Collection<Release> found) {
    if (found.size() > limits.count()) {
      throw tooMuch(release, asked, "%d at most".formatted(limits.count()));
    }
    List<Skill> read = new ArrayList<>();
    long bytes = 0;
    for (Release skill : found) {
      Skill one = new Skill(skill, skills.text(skill));
      read.add(one);
      bytes += one.bytes().length;
    }
    long most = limits.size().asLongValue();
    if (bytes > most) {
      throw tooMuch(release, asked, "%,d bytes of text together".formatted(most));
    }
    return read;
  }

  private static ApiException tooMuch(Release release, SkillsAsked asked, String limit) {
    return asked.names().isEmpty()
        ? SkillErrors.ownTooMuch(release, limit)
        : SkillErrors.tooMuch(asked, limit);
  }
}
