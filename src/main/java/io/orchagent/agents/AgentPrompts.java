package io.orchagent.agents;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * The prompts of versions, apart from the rest of them: they may be large, and never change, so
 * that what is remembered is true for as long as its version is found at all.
 */
@Singleton
public class AgentPrompts {
  private static final long ROOM = 64L * 1024 * 1024;

  private final AgentSpecs specs;
  private final Cache<UUID, PromptTemplate> known =
      Caffeine.newBuilder()
          .maximumWeight(ROOM)
          .<UUID, PromptTemplate>weigher((version, prompt) -> prompt.bytes())
          .build();

  AgentPrompts(AgentSpecs specs) {
    this.specs = specs;
  }

  /** The prompt of a version that was found callable. */
  public PromptTemplate of(Release release) {
    PromptTemplate prompt = known.getIfPresent(release.id());
    if (prompt == null) {
      prompt = QuarkusTransaction.joiningExisting().call(() -> load(release));
      known.put(release.id(), prompt);
    }
    return prompt;
  }

  /** The loop of such a version. */
  public LoopPlan loop(Release release) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              Agent agent = Agent.findById(release.id());
              if (agent == null) {
                throw AgentErrors.notFound();
              }
              return LoopPlan.of(specs.read(agent));
            });
  }

  private PromptTemplate load(Release release) {
    Agent agent = Agent.findById(release.id());
    if (agent == null) {
      throw AgentErrors.notFound();
    }
    String prompt = specs.read(agent).prompt();
    return PromptTemplate.of(prompt == null ? "" : prompt);
  }
}
