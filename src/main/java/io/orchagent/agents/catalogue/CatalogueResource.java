package io.orchagent.agents.catalogue;

import io.orchagent.agents.BundleAnswers;
import io.orchagent.agents.CatalogueApi;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageQuery;
import io.orchagent.platform.http.QueryValue;
import io.orchagent.platform.http.Revalidated;
import io.orchagent.platform.security.Anonymous;
import io.orchagent.platform.security.CurrentCaller;
import io.orchagent.platform.security.Principal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The public catalogue. */
@Path("/public/agents")
@Tag(name = "Public")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CatalogueResource {
  private final Catalogue catalogue;
  private final BundleAnswers answers;
  private final CurrentCaller caller;

  CatalogueResource(Catalogue catalogue, BundleAnswers answers, CurrentCaller caller) {
    this.catalogue = catalogue;
    this.answers = answers;
    this.caller = caller;
  }

  @GET
  @Anonymous
  @Revalidated
  @Operation(
      operationId = "listPublicAgents",
      summary = "List public agents",
      description =
          "The newest version of each public agent; its stars_count and fork_count are those of all"
              + " its versions. Where nothing has the words that are searched for, what is written"
              + " nearly like them is found.")
  public Page<CatalogueApi.PublicAgent> list(
      @Parameter(description = "Words of a name, description, tag or workspace") @RestQuery
          @Nullable String search,
      @Parameter(description = "prompt, tool, agent or skill") @RestQuery @Nullable String type,
      @Parameter(description = "Tags that it must all have, with commas between") @RestQuery
          @Nullable String tags,
      @Parameter(description = "Slug of a workspace") @RestQuery @Nullable String org,
      @Parameter(description = "stars, recent or name; the best first when left out") @RestQuery
          @Nullable String sort,
      @BeanParam PageQuery query) {
    List<String> wanted =
        QueryValue.text("tags", tags, 1_100).stream()
            .flatMap(all -> Arrays.stream(all.split(",")))
            .map(String::strip)
            .filter(tag -> !tag.isEmpty())
            .distinct()
            .limit(20)
            .toList();
    ListingQueries.Search what =
        new ListingQueries.Search(
            QueryValue.text("search", search, 200).filter(t -> !t.isBlank()).orElse(null),
            QueryValue.word("type", type, List.of("prompt", "tool", "agent", "skill")).orElse(null),
            wanted,
            QueryValue.text("org", org, 100).orElse(null),
            QueryValue.word("sort", sort, List.of("stars", "recent", "name")).orElse(null));
    return catalogue.list(what, query.page());
  }

  @GET
  @Path("/{org}/{agent}/{version}")
  @Anonymous
  @Revalidated
  @Operation(
      operationId = "getPublicAgent",
      summary = "Get agent details",
      description =
          "One version, or latest. Its inside is shown where it is free and its source available.")
  public CatalogueApi.Detail get(
      @RestPath String org, @RestPath String agent, @RestPath String version) {
    return catalogue.detail(workspace(), new Catalogue.Address(org, agent, version));
  }

  @GET
  @Path("/{org}/{agent}/{version}/download")
  @Anonymous
  @Revalidated
  @Operation(
      operationId = "downloadPublicAgent",
      summary = "Download agent",
      description = "What a run on one's own machine needs. Not for paid or server-only agents.")
  public CatalogueApi.Download download(
      @RestPath String org, @RestPath String agent, @RestPath String version) {
    return catalogue.download(workspace(), new Catalogue.Address(org, agent, version));
  }

  @GET
  @Path("/{org}/{agent}/{version}/bundle")
  @Produces("application/zip")
  @Anonymous
  @Operation(
      operationId = "getPublicAgentBundle",
      summary = "Download code bundle of a public agent",
      description = "The zip. Its ETag is its SHA-256. Not for paid or server-only agents.")
  public RestResponse<InputStream> bundle(
      @RestPath String org,
      @RestPath String agent,
      @RestPath String version,
      @RestHeader("If-None-Match") @Nullable String known) {
    return answers.zip(
        catalogue.zip(workspace(), new Catalogue.Address(org, agent, version)), known);
  }

  private @Nullable UUID workspace() {
    return caller.optional().map(Principal::workspaceId).orElse(null);
  }
}
