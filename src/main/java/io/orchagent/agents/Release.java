package io.orchagent.agents;

import io.orchagent.agents.packages.PackageNeed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version as a call needs it.
 *
 * @param org slug of the workspace that owns it
 * @param engine null for a skill
 * @param timeoutSeconds 0 for none (always_on only)
 * @param runtimeCommand shell command that starts it instead of the entrypoint
 * @param entrypoint file of the bundle; null with a command, and without a bundle
 * @param bundleError what is wrong, when the status is error
 * @param network whether it needs the way out: it says so, has dependencies, declares the key of a
 *     provider of models, or is a program that names such a provider
 * @param allowedHosts what it may reach beside the hosts that all agents may: whole names in lower
 *     case, decided by an administrator
 * @param packages what its bundle needs installed
 * @param supportedProviders of language models, in the order of the manifest; may be any
 * @param defaultModels by provider
 * @param sourceAvailable whether others may see and download its inside
 * @param orchestration what its manifest says of calls between agents
 * @param defaultSkills names of the skills that are added to it, as it was published with them
 * @param skillsLocked whether its callers can't change them
 * @param defaultEndpoint what is called where nobody names an endpoint
 */
public record Release(
    UUID id,
    UUID workspaceId,
    String org,
    String name,
    int version,
    String type,
    String runMode,
    @Nullable String engine,
    boolean isPublic,
    boolean callable,
    int timeoutSeconds,
    @Nullable String runtimeCommand,
    @Nullable String entrypoint,
    @Nullable String bundleSha256,
    @Nullable String bundleStatus,
    @Nullable String bundleError,
    @Nullable String inputSchema,
    @Nullable String outputSchema,
    List<String> requiredSecrets,
    List<String> optionalSecrets,
    boolean network,
    List<String> allowedHosts,
    List<PackageNeed> packages,
    List<String> supportedProviders,
    Map<String, String> defaultModels,
    @Nullable Instant deprecatedAt,
    @Nullable Instant sunsetAt,
    long pricePerCallCents,
    boolean sourceAvailable,
    Orchestration orchestration,
    List<String> defaultSkills,
    boolean skillsLocked,
    String defaultEndpoint) {

  /** Like org/name@v3. */
  public String reference() {
    return org + "/" + name + "@" + versionName();
  }

  /** The providers of language models that it says it asks, in its order. */
  public List<String> namedProviders() {
    return named(supportedProviders);
  }

  /** Without the word that stands for all. */
  static List<String> named(List<String> supportedProviders) {
    return supportedProviders.stream().filter(name -> !name.equals("any")).toList();
  }

  /** Like v3. */
  public String versionName() {
    return "v" + version;
  }

  boolean isVisibleTo(@Nullable UUID workspace) {
    return isPublic || workspaceId.equals(workspace);
  }

  /** Whether a workspace may see how it works: its own, or one whose inside is everybody's. */
  public boolean isOpenTo(UUID workspace) {
    return workspaceId.equals(workspace) || sourceAvailable;
  }
}
