package io.orchagent.agents;

import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.workspaces.WorkspaceRef;
import io.orchagent.workspaces.Workspaces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What everybody may see, and what more the owning workspace sees at the same addresses. */
@ApplicationScoped
public class Catalogue {
  private final AgentQueries queries;
  private final AgentViews views;
  private final Releases releases;
  private final Bundles bundles;
  private final Workspaces workspaces;

  Catalogue(
      AgentQueries queries,
      AgentViews views,
      Releases releases,
      Bundles bundles,
      Workspaces workspaces) {
    this.queries = queries;
    this.views = views;
    this.releases = releases;
    this.bundles = bundles;
    this.workspaces = workspaces;
  }

  /** Names a version, as the address does. */
  record Address(String org, String agent, String version) {}

  @Transactional
  Page<CatalogueApi.PublicAgent> list(AgentQueries.Search search, PageRequest page) {
    AgentQueries.Ids<AgentQueries.Listed> found = queries.published(search, page);
    Map<UUID, Agent> agents =
        Agent.byIds(found.ids().stream().map(AgentQueries.Listed::id).toList()).stream()
            .collect(Collectors.toMap(agent -> agent.id, Function.identity()));
    return Page.of(
        found.ids().stream()
            .map(listed -> views.listed(agents.get(listed.id()), listed.org()))
            .toList(),
        found.total(),
        page);
  }

  @Transactional
  CatalogueApi.Detail detail(@Nullable UUID caller, Address address) {
    Agent agent = visible(caller, address);
    WorkspaceRef org = workspaces.ref(agent.workspaceId);
    boolean inside =
        agent.workspaceId.equals(caller) || (agent.isFree() && agent.allowLocalDownload);
    return views.detail(agent, org, inside);
  }

  @Transactional
  CatalogueApi.Download download(@Nullable UUID caller, Address address) {
    return views.download(downloadable(caller, address));
  }

  @Transactional
  Bundles.Zip zip(@Nullable UUID caller, Address address) {
    return bundles.zip(downloadable(caller, address));
  }

  private Agent downloadable(@Nullable UUID caller, Address address) {
    Agent agent = visible(caller, address);
    if (agent.workspaceId.equals(caller)) {
      return agent;
    }
    if (!agent.isFree()) {
      throw AgentErrors.paidOnServerOnly();
    }
    if (!agent.allowLocalDownload) {
      throw AgentErrors.downloadDisabled();
    }
    return agent;
  }

  private Agent visible(@Nullable UUID caller, Address address) {
    Release release = releases.resolve(caller, address.org(), address.agent(), address.version());
    return Agent.find(release.workspaceId(), release.id()).orElseThrow(AgentErrors::notFound);
  }
}
