package io.orchagent.agents;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.redis.Signals;
import io.orchagent.workspaces.WorkspaceRef;
import io.orchagent.workspaces.Workspaces;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Versions for calls, remembered until something changes. A change begins a new generation when it
 * has committed, so that nothing remembered before is looked at again: on this server at once, on
 * others when Redis carries the word, and without it after {@code orchagent.agents.release-cache}.
 * Who may see a version is decided anew for each caller.
 */
@ApplicationScoped
public class Releases {
  private static final String SIGNAL = "agents";

  private final AgentQueries queries;
  private final AgentSpecs specs;
  private final Workspaces workspaces;
  private final Signals signals;
  private final Cache<Key, List<Release>> known;
  private final AtomicLong generation = new AtomicLong();

  /** What a version declares never changes; what it does not is asked each time. */
  private final Cache<Declared, Boolean> declared =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(Duration.ofHours(1)).build();

  Releases(
      AgentQueries queries,
      AgentSpecs specs,
      Workspaces workspaces,
      Signals signals,
      AgentsConfig config) {
    this.queries = queries;
    this.specs = specs;
    this.workspaces = workspaces;
    this.signals = signals;
    this.known =
        Caffeine.newBuilder().maximumSize(5_000).expireAfterWrite(config.releaseCache()).build();
  }

  private record Declared(UUID version, UUID other) {}

  private record Key(long generation, String org, String agent, String version) {
    // By hand: what a record brings costs some 15 µs in the native binary (ADR 9)
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && generation == key.generation
          && org.equals(key.org)
          && agent.equals(key.agent)
          && version.equals(key.version);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * Long.hashCode(generation) + org.hashCode()) + agent.hashCode())
          + version.hashCode();
    }
  }

  /**
   * The version that a caller names.
   *
   * @param callerWorkspace null for nobody
   * @param version like v3, or latest: the newest one that can run and that the caller may see
   * @throws io.orchagent.platform.errors.ApiException NOT_FOUND when it is absent or not visible
   */
  public Release resolve(@Nullable UUID callerWorkspace, String org, String agent, String version) {
    return find(callerWorkspace, org, agent, version).orElseThrow(AgentErrors::notFound);
  }

  /** The same, where absence is no failure. */
  public Optional<Release> find(
      @Nullable UUID callerWorkspace, String org, String agent, String version) {
    Key key = new Key(generation.get(), org, agent, version);
    List<Release> candidates = known.getIfPresent(key);
    if (candidates == null) {
      candidates = load(org, agent, version);
      if (!candidates.isEmpty()) {
        // What is missing may be published on another server any moment: not remembered.
        known.put(key, candidates);
      }
    }
    return candidates.stream().filter(release -> release.isVisibleTo(callerWorkspace)).findFirst();
  }

  /** The version with this id, when it is there and the caller may see it. */
  public Optional<Release> find(UUID callerWorkspace, UUID version) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                queries.reference(version).stream()
                    .flatMap(
                        known ->
                            find(callerWorkspace, known.org(), known.name(), known.version())
                                .stream())
                    .filter(release -> release.id().equals(version))
                    .findFirst());
  }

  /** Whether a version declares that it calls another. */
  public boolean dependsOn(UUID version, UUID other) {
    Declared asked = new Declared(version, other);
    if (declared.getIfPresent(asked) != null) {
      return true;
    }
    boolean found =
        QuarkusTransaction.joiningExisting().call(() -> queries.dependsOn(version, other));
    if (found) {
      declared.put(asked, true);
    }
    return found;
  }

  /** Another number after each change of any agent: what was read under the old one is old. */
  public long generation() {
    return generation.get();
  }

  void forget(@Observes(during = TransactionPhase.AFTER_SUCCESS) AgentChanged change) {
    signals.send(SIGNAL, change.workspaceId().toString());
  }

  void listen(@Observes StartupEvent event) {
    signals.on(SIGNAL, workspace -> generation.incrementAndGet());
    signals.onGap(generation::incrementAndGet);
  }

  private List<Release> load(String org, String agent, String version) {
    if (!AgentName.isValid(agent)) {
      return List.of();
    }
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                workspaces.findBySlug(org).stream()
                    .flatMap(owner -> ids(owner, agent, version).map(id -> release(id, owner)))
                    .toList());
  }

  private Stream<UUID> ids(WorkspaceRef owner, String agent, String version) {
    if (version.equals("latest")) {
      return Stream.of(
              queries.newest(owner.id(), agent, false), queries.newest(owner.id(), agent, true))
          .flatMap(Optional::stream)
          .distinct();
    }
    OptionalInt number = VersionName.parse(version);
    return number.isEmpty()
        ? Stream.empty()
        : queries.version(owner.id(), agent, number.getAsInt()).stream();
  }

  /** A program that asks models by itself reaches them over the network. */
  private static boolean asksModels(Agent agent) {
    return Agent.CODE_RUNTIME.equals(agent.executionEngine)
        && !Release.named(List.of(agent.supportedProviders)).isEmpty();
  }

  private Release release(UUID id, WorkspaceRef owner) {
    Agent agent = Agent.findById(id);
    AgentSpec spec = specs.read(agent);
    return new Release(
        agent.id,
        agent.workspaceId,
        owner.slug(),
        agent.name,
        agent.version,
        agent.type,
        agent.runMode,
        agent.executionEngine,
        agent.isPublic,
        agent.callable,
        agent.timeoutSeconds,
        spec.command(),
        agent.bundleEntrypoint,
        agent.bundleHash(),
        agent.bundleStatus,
        agent.bundleError,
        agent.inputSchema,
        agent.outputSchema,
        spec.requiredSecrets(),
        spec.optionalSecrets(),
        spec.needsNetwork() || asksModels(agent),
        queries.allowedHosts(agent.workspaceId, agent.name),
        BundlePackages.needs(agent.bundlePackages, spec.environment()),
        List.of(agent.supportedProviders),
        specs.models(agent),
        agent.deprecatedAt,
        agent.sunsetAt,
        agent.pricePerCallCents,
        agent.allowLocalDownload && agent.isFree(),
        Orchestration.of(spec.manifest()),
        spec.defaultSkills(),
        spec.skillsLocked(),
        agent.defaultEndpoint);
  }
}
