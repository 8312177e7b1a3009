package io.orchagent.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orchagent.platform.http.PublicUrl;
import io.orchagent.workspaces.WorkspaceRef;
import io.orchagent.workspaces.Workspaces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers see of a row, by how much they may see. */
@Singleton
public class AgentViews {
  private final AgentSpecs specs;
  private final AgentKeys keys;
  private final Workspaces workspaces;
  private final PublicUrl address;

  AgentViews(AgentSpecs specs, AgentKeys keys, Workspaces workspaces, PublicUrl address) {
    this.specs = specs;
    this.keys = keys;
    this.workspaces = workspaces;
    this.address = address;
  }

  public AgentApi.View own(Agent agent) {
    return own(agent.workspaceId, List.of(agent)).getFirst();
  }

  /** Versions of one workspace, in the same order. */
  List<AgentApi.View> own(UUID workspace, List<Agent> agents) {
    WorkspaceRef org = workspaces.ref(workspace);
    Map<UUID, String> prefixes =
        keys.prefixes(workspace, agents.stream().map(agent -> agent.id).toList());
    return agents.stream().map(agent -> own(agent, org, prefixes.get(agent.id))).toList();
  }

  private AgentApi.View own(Agent agent, WorkspaceRef org, @Nullable String keyPrefix) {
    AgentSpec spec = specs.read(agent);
    return new AgentApi.View(
        basics(agent, spec, org),
        org.id().toString(),
        spec.prompt(),
        spec.url(),
        specs.models(agent),
        spec.manifest(),
        spec.runtime(),
        spec.loop(),
        spec.customTools(),
        spec.defaultSkills(),
        spec.skillsLocked(),
        spec.sourceUrl(),
        spec.pipPackage(),
        spec.runCommand(),
        entrypoint(agent, spec),
        spec.environment(),
        spec.sdkCompatible(),
        spec.modelTasks(),
        spec.skillFiles(),
        agent.isPublic,
        agent.bundleSha256 == null ? null : address.value() + "/agents/" + agent.id + "/bundle",
        agent.bundleHash(),
        agent.bundleSizeBytes,
        agent.bundleStatus,
        agent.bundleError,
        keyPrefix,
        agent.deprecatedAt,
        agent.sunsetAt,
        agent.forkedFrom == null ? null : agent.forkedFrom.toString(),
        agent.updatedAt);
  }

  /** As the catalogue lists an agent: by one version, with the counts of all. */
  public CatalogueApi.PublicAgent listed(Agent agent, WorkspaceRef org, int stars, int forks) {
    return basics(agent, specs.read(agent), org, stars, forks);
  }

  public CatalogueApi.Detail detail(Agent agent, WorkspaceRef org, boolean inside) {
    AgentSpec spec = specs.read(agent);
    CatalogueApi.PublicAgent basics = basics(agent, spec, org);
    if (!inside) {
      return new CatalogueApi.Detail(basics, null, null, null, null, null);
    }
    return new CatalogueApi.Detail(
        basics, spec.prompt(), spec.manifest(), spec.runtime(), spec.loop(), spec.skillFiles());
  }

  public CatalogueApi.Download download(Agent agent) {
    AgentSpec spec = specs.read(agent);
    Map<String, String> models = specs.models(agent);
    return new CatalogueApi.Download(
        agent.type,
        agent.name,
        agent.versionName(),
        agent.description,
        spec.prompt(),
        specs.tree(agent.inputSchema),
        specs.tree(agent.outputSchema),
        List.of(agent.supportedProviders),
        models,
        agent.runMode,
        agent.executionEngine,
        spec.runtime(),
        spec.loop(),
        agent.callable,
        spec.sourceUrl(),
        spec.runCommand(),
        entrypoint(agent, spec),
        spec.skillFiles(),
        agent.bundleSha256 != null,
        dependencies(spec),
        spec.defaultSkills(),
        spec.skillsLocked(),
        spec.manifest());
  }

  private static @Nullable String entrypoint(Agent agent, AgentSpec spec) {
    return agent.bundleEntrypoint == null ? spec.entrypoint() : agent.bundleEntrypoint;
  }

  private static JsonNode dependencies(AgentSpec spec) {
    JsonNode listed = spec.manifest() == null ? null : spec.manifest().get("dependencies");
    return listed == null ? JsonNodeFactory.instance.arrayNode() : listed;
  }

  private CatalogueApi.PublicAgent basics(Agent agent, AgentSpec spec, WorkspaceRef org) {
    return basics(agent, spec, org, agent.starsCount, agent.forkCount);
  }

  private CatalogueApi.PublicAgent basics(
      Agent agent, AgentSpec spec, WorkspaceRef org, int stars, int forks) {
    return new CatalogueApi.PublicAgent(
        agent.id.toString(),
        agent.name,
        org.slug(),
        org.slug(),
        org.name(),
        agent.versionName(),
        agent.type,
        agent.runMode,
        agent.executionEngine,
        agent.callable,
        agent.description,
        List.of(agent.supportedProviders),
        agent.defaultEndpoint,
        agent.timeoutSeconds,
        List.of(agent.tags),
        specs.tree(agent.inputSchema),
        specs.tree(agent.outputSchema),
        spec.requiredSecrets(),
        spec.optionalSecrets(),
        agent.allowLocalDownload,
        stars,
        forks,
        agent.pricePerCallCents,
        agent.createdAt);
  }
}
