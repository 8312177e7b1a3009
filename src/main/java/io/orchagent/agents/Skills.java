package io.orchagent.agents;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Skills: who may use which, and their texts. A text never changes, so that what is remembered is
 * true for as long as its version is found at all.
 */
@Singleton
public class Skills {
  private static final long ROOM = 32L * 1024 * 1024;

  private final Releases releases;
  private final AgentSpecs specs;
  private final Cache<UUID, String> known =
      Caffeine.newBuilder()
          .maximumWeight(ROOM)
          .<UUID, String>weigher((version, text) -> 200 + 2 * text.length())
          .build();

  Skills(Releases releases, AgentSpecs specs) {
    this.releases = releases;
    this.specs = specs;
  }

  /** The version that a workspace names; empty when it is absent or not visible to it. */
  public Optional<Release> find(@Nullable UUID workspace, SkillName name) {
    String version = name.version() == null ? "latest" : name.version();
    return releases.find(workspace, name.org(), name.name(), version);
  }

  /**
   * Why a workspace may not use what it named, in words that follow the name; empty when it may.
   *
   * @param engine of the agent that is to use it
   */
  public static Optional<String> problem(
      Optional<Release> found, @Nullable UUID workspace, @Nullable String engine) {
    if (found.isEmpty()) {
      return Optional.of(
          "does not exist, or is not visible to you; publish it first, or ask its author to make it"
              + " public");
    }
    Release skill = found.get();
    if (!skill.type().equals("skill")) {
      return Optional.of("is no skill; agents that are called go into manifest.dependencies");
    }
    if (skill.workspaceId().equals(workspace)) {
      return Optional.empty();
    }
    if (skill.pricePerCallCents() > 0) {
      return Optional.of(
          "has a price, and nobody is charged for skills; ask its author for a free version");
    }
    // A program could print it, which is a download
    if (!skill.sourceAvailable() && Agent.CODE_RUNTIME.equals(engine)) {
      return Optional.of(
          "may not be downloaded, and a program could read it; use it with a prompt or a loop");
    }
    return Optional.empty();
  }

  /** The knowledge itself. */
  public String text(Release skill) {
    String text = known.getIfPresent(skill.id());
    if (text == null) {
      text = QuarkusTransaction.joiningExisting().call(() -> load(skill));
      known.put(skill.id(), text);
    }
    return text;
  }

  /** The workspace of a version; empty when there is no such version any more. */
  public Optional<UUID> ownerOf(UUID version) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              Agent agent = Agent.findById(version);
              return Optional.ofNullable(agent).map(found -> found.workspaceId);
            });
  }

  private String load(Release skill) {
    Agent agent = Agent.findById(skill.id());
    if (agent == null) {
      throw AgentErrors.notFound();
    }
    String text = specs.read(agent).prompt();
    return text == null ? "" : text;
  }
}
