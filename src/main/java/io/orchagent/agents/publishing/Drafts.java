package io.orchagent.agents.publishing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentApi;
import io.orchagent.agents.AgentSpec;
import io.orchagent.agents.AgentSpecs;
import io.orchagent.agents.PromptTemplate;
import io.orchagent.agents.Settings;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.security.Principal;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From what was sent to the row, with every default filled in. */
@Singleton
class Drafts {
  private static final int MAX_TURNS = 25;

  private final AgentSpecs specs;
  private final Clock clock;

  Drafts(AgentSpecs specs, Clock clock) {
    this.specs = specs;
    this.clock = clock;
  }

  /** A row without its number. */
  Agent draft(AgentApi.Publish sent, Principal author) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Agent agent = new Agent();
    agent.id = Ids.newId();
    agent.workspaceId = author.workspaceId();
    agent.publishedBy = author.userId();
    agent.createdAt = now;
    agent.updatedAt = now;
    agent.name = sent.name();
    agent.type = PublishRules.type(sent);
    agent.runMode = PublishRules.isAlwaysOn(sent) ? "always_on" : "on_demand";
    agent.executionEngine = PublishRules.engine(sent);
    agent.callable = orElse(sent.callable(), true);
    agent.description = sent.description();
    agent.tags = texts(sent.tags()).toArray(String[]::new);
    agent.isPublic = orElse(sent.isPublic(), false);
    agent.allowLocalDownload = orElse(sent.allowLocalDownload(), true);
    agent.pricePerCallCents = orElse(sent.pricePerCallCents(), 0L);
    agent.defaultEndpoint = orElse(sent.defaultEndpoint(), Settings.ENDPOINT);
    agent.timeoutSeconds = orElse(sent.timeoutSeconds(), Settings.TIMEOUT_SECONDS);
    agent.supportedProviders = Settings.providers(sent.supportedProviders(), agent.executionEngine);
    agent.defaultModels = specs.write(orElse(sent.defaultModels(), Map.of()));
    agent.inputSchema = text(inputSchema(sent));
    agent.outputSchema = text(sent.outputSchema());
    agent.spec = specs.write(spec(sent));
    return agent;
  }

  private static AgentSpec spec(AgentApi.Publish sent) {
    return new AgentSpec(
        PublishRules.promptOf(sent),
        sent.runtime(),
        loop(sent),
        orElse(sent.customTools(), List.of()),
        texts(sent.requiredSecrets()),
        texts(sent.optionalSecrets()),
        texts(sent.defaultSkills()),
        orElse(sent.skillsLocked(), false),
        sent.sourceUrl(),
        sent.pipPackage(),
        sent.runCommand(),
        sent.entrypoint(),
        sent.url(),
        sent.environment(),
        sent.sdkCompatible(),
        texts(sent.modelTasks()),
        skillFiles(sent),
        sent.manifest());
  }

  /** A prompt without a schema still has variables: each is required, of any type. */
  private static @Nullable ObjectNode inputSchema(AgentApi.Publish sent) {
    return sent.inputSchema() == null && PublishRules.derivesInput(sent)
        ? PromptTemplate.of(String.valueOf(PublishRules.promptOf(sent))).inputSchema()
        : sent.inputSchema();
  }

  /** A managed loop always has one, with its turns. */
  private static AgentSpec.@Nullable Loop loop(AgentApi.Publish sent) {
    if (!Agent.MANAGED_LOOP.equals(PublishRules.engine(sent))) {
      return sent.loop();
    }
    AgentSpec.Loop loop = sent.loop() == null ? new AgentSpec.Loop(null, null) : sent.loop();
    return new AgentSpec.Loop(
        orElse(loop.maxTurns(), MAX_TURNS), orElse(loop.customTools(), List.of()));
  }

  /** Sizes are counted here, whatever was said of them. */
  private static List<AgentSpec.SkillFile> skillFiles(AgentApi.Publish sent) {
    return orElse(sent.skillFiles(), List.<AgentSpec.SkillFile>of()).stream()
        .map(
            file ->
                new AgentSpec.SkillFile(
                    file.path(), file.content(), PublishRules.bytes(file.content())))
        .toList();
  }

  private static @Nullable String text(@Nullable ObjectNode schema) {
    return schema == null ? null : schema.toString();
  }

  private static List<String> texts(@Nullable List<String> sent) {
    return sent == null ? List.of() : sent;
  }

  private static <T> T orElse(@Nullable T sent, T fallback) {
    return sent == null ? fallback : sent;
  }
}
