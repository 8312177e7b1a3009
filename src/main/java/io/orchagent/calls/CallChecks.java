package io.orchagent.calls;

import io.orchagent.agents.Release;
import io.orchagent.agents.schemas.SchemaCheck;
import io.orchagent.calls.engines.Engine;
import io.orchagent.calls.engines.EngineOutcome;
import io.orchagent.calls.models.GivenSecrets;
import io.orchagent.calls.models.LlmCredentials;
import io.orchagent.calls.models.ModelChoice;
import io.orchagent.calls.models.ModelChoices;
import io.orchagent.calls.models.ProgramModels;
import io.orchagent.calls.skills.SkillChoice;
import io.orchagent.calls.skills.SkillChoices;
import io.orchagent.calls.skills.SkillsAsked;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.security.Principal;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The checks of a call that need nothing but the version, what was sent and the vault. */
@Singleton
class CallChecks {
  private final List<Engine> engines;
  private final SchemaCheck schemas;
  private final ModelChoices models;
  private final ProgramModels programs;
  private final SkillChoices skills;
  private final CallRules rules;

  CallChecks(
      @All List<Engine> engines,
      SchemaCheck schemas,
      ModelChoices models,
      ProgramModels programs,
      SkillChoices skills,
      CallRules rules) {
    this.engines = engines;
    this.schemas = schemas;
    this.models = models;
    this.programs = programs;
    this.skills = skills;
    this.rules = rules;
  }

  /** Where the run will stand among those that call each other; refused when it may not be. */
  RunChain chain(CallRequest request, Release release) {
    return rules.chain(request, release);
  }

  /** The engine that runs this version on this server. */
  Engine engine(Release release) {
    String wanted = release.engine();
    if (wanted == null) {
      throw CallErrors.skill();
    }
    if (release.runMode().equals("always_on")) {
      throw CallErrors.alwaysOn();
    }
    Engine engine =
        engines.stream()
            .filter(known -> known.name().equals(wanted))
            .findFirst()
            .orElseThrow(() -> CallErrors.engineMissing(wanted));
    if (wanted.equals("code_runtime") && !"active".equals(release.bundleStatus())) {
      throw CallErrors.bundleMissing(
          release.bundleStatus() == null ? "missing" : release.bundleStatus());
    }
    Optional<String> lacking = engine.unavailable();
    if (lacking.isPresent()) {
      throw Errors.unavailable(lacking.get());
    }
    return engine;
  }

  /** First what the prompt needs, then what the schema says. */
  void input(Release release, CallInput input) {
    models.checkVariables(release, input.tree());
    if (release.inputSchema() != null) {
      List<FieldError> broken =
          schemas.validate(release.workspaceId(), release.inputSchema(), input.tree());
      if (!broken.isEmpty()) {
        throw Errors.invalid(broken);
      }
    }
  }

  /** The skills of the run; refused when one of them can't be used. */
  SkillChoice skills(Release release, Principal caller, SkillsAsked asked) {
    return skills.of(release, caller, asked);
  }

  /** The secrets of the caller's workspace that this run is given; refused when one lacks. */
  GivenSecrets secrets(Release release, UUID workspace, @Nullable LlmCredentials sent) {
    Set<String> brought = programs.brought(release, sent);
    return programs.given(
        release,
        workspace,
        without(brought, release.requiredSecrets()),
        without(brought, release.optionalSecrets()),
        sent,
        found -> CallErrors.missingSecrets(release, found));
  }

  private static List<String> without(Set<String> names, List<String> all) {
    return names.isEmpty() ? all : all.stream().filter(name -> !names.contains(name)).toList();
  }

  /** The models that the run may use; null where its engine uses none, refused without a key. */
  @Nullable ModelChoice models(
      Release release, UUID workspace, @Nullable LlmCredentials credentials) {
    return models.of(release, workspace, credentials);
  }

  void deadline(Instant deadline, Instant now) {
    if (!deadline.isAfter(now)) {
      throw CallErrors.deadlinePassed();
    }
  }

  /** An answer that its author's own schema refuses is a failure. */
  EngineOutcome output(Release release, EngineOutcome outcome) {
    ApiException problem = outputProblem(release, outcome.output());
    return problem == null ? outcome : outcome.refused(problem);
  }

  private @Nullable ApiException outputProblem(Release release, @Nullable String output) {
    if (release.outputSchema() == null || output == null) {
      return null;
    }
    try {
      List<FieldError> broken =
          schemas.validate(release.workspaceId(), release.outputSchema(), JsonBody.parsed(output));
      return broken.isEmpty() ? null : CallErrors.outputMismatch(broken);
    } catch (ApiException e) {
      return e;
    } catch (IllegalStateException e) {
      // JSON that nobody compares: a number of thousands of digits
      return CallErrors.outputMismatch(List.of(new FieldError("", "can't be compared")));
    }
  }
}
