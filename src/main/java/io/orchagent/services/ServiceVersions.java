package io.orchagent.services;

import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.calls.models.GivenSecrets;
import io.orchagent.calls.models.ProgramModel;
import io.orchagent.calls.models.ProgramModels;
import io.orchagent.platform.errors.Errors;
import io.orchagent.secrets.SealedSecrets;
import io.orchagent.secrets.Secrets;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The versions that services run, and the secrets they are given. */
@Singleton
class ServiceVersions {
  private static final Set<String> ENGINES = Set.of("code_runtime", "managed_loop");

  private final Releases releases;
  private final Secrets vault;
  private final ProgramModels models;

  ServiceVersions(Releases releases, Secrets vault, ProgramModels models) {
    this.releases = releases;
    this.vault = vault;
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
    List<String> optional = release.optionalSecrets();
    SealedSecrets found =
        find(
            workspace,
            release,
            required,
            Stream.concat(optional.stream(), models.keyNames(release, null).stream()).toList());
    if (!found.missing().isEmpty() || !found.withheld().isEmpty()) {
      throw ServiceErrors.missingSecrets(
          required.stream()
              .filter(name -> found.missing().contains(name) || found.withheld().contains(name))
              .toList(),
          release,
          !found.withheld().isEmpty());
    }
    ProgramModel model = models.of(release, workspace, found.names(), null);
    Stream<String> used =
        model == null || model.secret() == null ? Stream.of() : Stream.of(model.secret());
    return new GivenSecrets(
        found.only(
            Stream.of(required.stream(), optional.stream(), used)
                .flatMap(names -> names)
                .collect(Collectors.toSet())),
        model);
  }

  private SealedSecrets find(
      UUID workspace, Release release, List<String> required, List<String> optional) {
    return required.isEmpty() && optional.isEmpty()
        ? SealedSecrets.none(workspace)
        : vault.find(
            workspace,
            new Secrets.Recipient(release.workspaceId(), release.org(), release.name()),
            required,
            optional);
  }

  /** Whether instances of this version may be given this secret of the vault. */
  boolean uses(Release release, String secret) {
    return release.requiredSecrets().contains(secret)
        || release.optionalSecrets().contains(secret)
        || models.keyNames(release, null).contains(secret);
  }
}
