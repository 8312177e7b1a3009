package io.orchagent.agents.catalogue;

import io.orchagent.agents.Agent;
import io.orchagent.agents.AgentErrors;
import io.orchagent.agents.AgentViews;
import io.orchagent.agents.Bundles;
import io.orchagent.agents.CatalogueApi;
import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
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
  private final Listings listings;
  private final AgentViews views;
  private final Releases releases;
  private final Bundles bundles;
  private final Workspaces workspaces;

  Catalogue(
      Listings listings,
      AgentViews views,
      Releases releases,
      Bundles bundles,
      Workspaces workspaces) {
    this.listings = listings;
    this.views = views;
    this.releases = releases;
    this.bundles = bundles;
    this.workspaces = workspaces;
  }

  /** Names a version, as the address does. */
  record Address(String org, String agent, String version) {}

  @Transactional
  Page<CatalogueApi.PublicAgent> list(ListingQueries.Search search, PageRequest page) {
    Listings.Found found = listings.find(search, page);
    Map<UUID, Agent> agents =
        Agent.byIds(found.page().stream().map(ListingQueries.Listed::id).toList()).stream()
            .collect(Collectors.toMap(agent -> agent.id, Function.identity()));
    return Page.of(
        found.page().stream()
            // One that was unlisted since is no loss
            .filter(listed -> agents.containsKey(listed.id()))
            .map(
                listed ->
                    views.listed(
                        agents.get(listed.id()), listed.org(), listed.stars(), listed.forks()))
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
