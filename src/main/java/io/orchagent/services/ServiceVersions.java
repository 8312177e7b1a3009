package io.orchagent.services;

import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.calls.models.GivenSecrets;
import io.orchagent.calls.models.ProgramModels;
import io.orchagent.platform.errors.Errors;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The versions that services run, and the secrets they are given. */
@Singleton
class ServiceVersions {
  private static final Set<String> ENGINES = Set.of("code_runtime", "managed_loop");

  private final Releases releases;
  private final ProgramModels models;

  ServiceVersions(Releases releases, ProgramModels models) {
    this.releases = releases;
    this.models = models;
  }

  /** The version of a new service. */
  Release chosen(UUID workspace, UUID id) {
    return checked(releases.find(workspace, id).orElseThrow(() -> Errors.notFound("Agent")));
  }

  /** The newest one of the agent of a service. */
  Release newest(HostedService service) {
    return checked(
        releases
            .find(service.workspaceId(), service.agentOrg(), service.agentName(), "latest")
            .orElseThrow(ServiceErrors::agentGone));
  }

  /** The one that it runs, while that is there. */
  Optional<Release> of(HostedService service) {
    return releases
        .find(
            service.workspaceId(),
            service.agentOrg(),
            service.agentName(),
            "v" + service.agentVersion())
        .filter(release -> release.id().equals(service.agentId()));
  }

  /** The same for who needs it now. */
  Release needed(HostedService service) {
    return checked(of(service).orElseThrow(ServiceErrors::agentGone));
  }

  private static Release checked(Release release) {
    String engine = release.engine();
    if (engine == null) {
      throw ServiceErrors.cannotRun("a skill runs nothing. Choose an agent with code");
    }
    if (!ENGINES.contains(engine)) {
      throw ServiceErrors.cannotRun(
          "it has no code of its own. Choose one of type tool or agent with a bundle");
    }
    if (!"active".equals(release.bundleStatus())) {
      throw ServiceErrors.cannotRun(
          release.bundleStatus() == null
              ? "it has no bundle. Upload one with POST /agents/{id}/upload"
              : "its bundle is not active. Wait until it is, or upload another");
    }
    return release;
  }

  /**
   * What an instance is given; refused when one lacks that the version or the service requires, or
   * the key of every provider that the version asks.
   */
  GivenSecrets secrets(UUID workspace, Release release, List<String> named) {
    List<String> required =
        Stream.concat(release.requiredSecrets().stream(), named.stream()).distinct().toList();
    return models.given(
        release,
        workspace,
        required,
        release.optionalSecrets(),
        null,
        found ->
            ServiceErrors.missingSecrets(
                required.stream()
                    .filter(
                        name -> found.missing().contains(name) || found.withheld().contains(name))
                    .toList(),
                release,
                !found.withheld().isEmpty()));
  }

  /** Whether instances of this version may be given this secret of the vault. */
  boolean uses(Release release, String secret) {
    return release.requiredSecrets().contains(secret)
        || release.optionalSecrets().contains(secret)
        || models.keyNames(release, null).contains(secret);
  }
}
