package io.orchagent.agents;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import io.orchagent.platform.http.PatchField;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What may be changed after publishing, as far as the version itself need not be known. */
@Singleton
class PatchRules implements BodyRules<AgentApi.Patch> {
  private static final String IMMUTABLE = "can't be changed; publish a new version";

  @Override
  public Class<AgentApi.Patch> body() {
    return AgentApi.Patch.class;
  }

  @Override
  public List<FieldError> problems(AgentApi.Patch sent) {
    Problems problems = new Problems();
    immutable(sent)
        .forEach((field, sentIt) -> problems.require(!sentIt.present(), field, IMMUTABLE));
    problems.text("description", sent.description().value(), 2_000);
    problems.words("tags", sent.tags().value(), 20, 50);
    problems.endpoint(sent.defaultEndpoint().value());
    problems.providers(sent.supportedProviders().value(), true);
    problems.models(sent.defaultModels().value());
    problems.price(sent.pricePerCallCents().value());
    return problems.all();
  }

  private static Map<String, PatchField<?>> immutable(AgentApi.Patch sent) {
    Map<String, PatchField<?>> fields = new LinkedHashMap<>();
    fields.put("name", sent.name());
    fields.put("version", sent.version());
    fields.put("type", sent.type());
    fields.put("run_mode", sent.runMode());
    fields.put("runtime", sent.runtime());
    fields.put("loop", sent.loop());
    fields.put("callable", sent.callable());
    fields.put("custom_tools", sent.customTools());
    fields.put("skills_locked", sent.skillsLocked());
    fields.put("default_skills", sent.defaultSkills());
    fields.put("prompt", sent.prompt());
    fields.put("prompt_template", sent.promptTemplate());
    fields.put("input_schema", sent.inputSchema());
    fields.put("output_schema", sent.outputSchema());
    fields.put("required_secrets", sent.requiredSecrets());
    fields.put("optional_secrets", sent.optionalSecrets());
    fields.put("entrypoint", sent.entrypoint());
    fields.put("environment", sent.environment());
    fields.put("source_url", sent.sourceUrl());
    fields.put("pip_package", sent.pipPackage());
    fields.put("run_command", sent.runCommand());
    fields.put("url", sent.url());
    fields.put("sdk_compatible", sent.sdkCompatible());
    fields.put("model_tasks", sent.modelTasks());
    fields.put("skill_files", sent.skillFiles());
    fields.put("manifest", sent.manifest());
    return fields;
  }
}
