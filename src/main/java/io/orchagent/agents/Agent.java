package io.orchagent.agents;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.WorkspaceEntity;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/** One version of an agent. What may change is in columns, the rest in its spec. */
@Entity
@Table(name = "agent")
public class Agent extends WorkspaceEntity {
  static final String PROCESSING = "processing";
  static final String ACTIVE = "active";
  static final String ERROR = "error";
  public static final String CODE_RUNTIME = "code_runtime";
  public static final String MANAGED_LOOP = "managed_loop";
  public static final String DIRECT_LLM = "direct_llm";

  @Column(updatable = false)
  public String name;

  @Column(updatable = false)
  public int version;

  @Column(updatable = false)
  public String type;

  @Column(updatable = false)
  public String runMode;

  @Column(updatable = false)
  public @Nullable String executionEngine;

  @Column(updatable = false)
  public boolean callable;

  public @Nullable String description;
  public String[] tags;
  public boolean isPublic;
  public boolean allowLocalDownload;
  public long pricePerCallCents;
  public String defaultEndpoint;
  public int timeoutSeconds;
  public String[] supportedProviders;

  @ColumnTransformer(read = "default_models::text", write = "?::jsonb")
  public String defaultModels;

  @Column(updatable = false)
  @ColumnTransformer(read = "spec::text", write = "?::jsonb")
  public String spec;

  @Column(updatable = false)
  public @Nullable String inputSchema;

  @Column(updatable = false)
  public @Nullable String outputSchema;

  @Column(name = "bundle_sha256")
  public byte @Nullable [] bundleSha256;

  public @Nullable UUID bundleId;
  public @Nullable Long bundleSizeBytes;
  public @Nullable String bundleStatus;
  public @Nullable String bundleError;
  public @Nullable String bundleEntrypoint;
  public @Nullable Instant bundleUploadedAt;
  public String @Nullable [] bundlePackages;

  @Column(updatable = false)
  public int starsCount;

  @Column(updatable = false)
  public int forkCount;

  @Column(updatable = false)
  public @Nullable UUID forkedFrom;

  @Column(updatable = false)
  public UUID publishedBy;

  public @Nullable Instant deprecatedAt;
  public @Nullable Instant sunsetAt;
  public Instant updatedAt;
  public @Nullable Instant deletedAt;

  public static Optional<Agent> find(UUID workspace, UUID id) {
    return find("workspaceId = ?1 and id = ?2 and deletedAt is null", workspace, id)
        .firstResultOptional();
  }

  /** The owner of a version that a workspace sees: its own, or a public one. */
  public static Optional<UUID> ownerOf(UUID seenBy, UUID id) {
    return find(
            "select workspaceId from Agent"
                + " where id = ?1 and (workspaceId = ?2 or isPublic) and deletedAt is null",
            id,
            seenBy)
        .project(UUID.class)
        .firstResultOptional();
  }

  /** Its name, without loading it: whoever locks it has to see it as it is then. */
  public static Optional<String> nameOf(UUID workspace, UUID id) {
    return find(
            "select name from Agent where workspaceId = ?1 and id = ?2 and deletedAt is null",
            workspace,
            id)
        .project(String.class)
        .firstResultOptional();
  }

  /** For a change that must not cross another one. */
  static Optional<Agent> locked(UUID workspace, UUID id) {
    return Agent.<Agent>find("workspaceId = ?1 and id = ?2 and deletedAt is null", workspace, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  public static List<Agent> byIds(List<UUID> ids) {
    return list("id in ?1", ids);
  }

  public String versionName() {
    return "v" + version;
  }

  /** For people: name and version. */
  public String label() {
    return name + " " + versionName();
  }

  @Nullable String bundleHash() {
    return bundleSha256 == null ? null : HexFormat.of().formatHex(bundleSha256);
  }

  public boolean isVisibleTo(UUID workspace) {
    return isPublic || workspaceId.equals(workspace);
  }

  public boolean isFree() {
    return pricePerCallCents == 0;
  }

  /** Does its engine run a program out of a bundle? */
  boolean takesBundle() {
    return CODE_RUNTIME.equals(executionEngine) || MANAGED_LOOP.equals(executionEngine);
  }

  /** Can it not run without a bundle? */
  boolean needsBundle() {
    return CODE_RUNTIME.equals(executionEngine);
  }

  /** A bundle that runs is part of the version and can't be replaced. */
  boolean hasActiveBundle() {
    return ACTIVE.equals(bundleStatus);
  }

  void attach(Bundle bundle, Instant now) {
    bundleSha256 = HexFormat.of().parseHex(bundle.sha256());
    bundleId = bundle.id();
    bundleSizeBytes = bundle.sizeBytes();
    bundleEntrypoint = bundle.entrypoint();
    bundlePackages = bundle.packages().toArray(String[]::new);
    bundleError = null;
    bundleStatus = bundle.packages().isEmpty() ? ACTIVE : PROCESSING;
    bundleUploadedAt = now;
    updatedAt = now;
  }

  /** Does its bundle wait for packages? */
  public boolean isProcessing() {
    return PROCESSING.equals(bundleStatus);
  }

  /** What came of installing its packages. */
  void installed(@Nullable String failure) {
    bundleStatus = failure == null ? ACTIVE : ERROR;
    bundleError = failure;
  }

  /**
   * Makes a new one the same as another in all that it is, and in nothing that became of that:
   * private, free, with no stars.
   */
  public void copyContent(Agent source, Instant now) {
    type = source.type;
    runMode = source.runMode;
    executionEngine = source.executionEngine;
    callable = source.callable;
    description = source.description;
    tags = source.tags.clone();
    allowLocalDownload = source.allowLocalDownload;
    defaultEndpoint = source.defaultEndpoint;
    timeoutSeconds = source.timeoutSeconds;
    supportedProviders = source.supportedProviders.clone();
    defaultModels = source.defaultModels;
    spec = source.spec;
    inputSchema = source.inputSchema;
    outputSchema = source.outputSchema;
    if (source.bundleSha256 != null) {
      bundleSha256 = source.bundleSha256.clone();
      bundleId = Ids.newId();
      bundleSizeBytes = source.bundleSizeBytes;
      bundleStatus = source.bundleStatus;
      bundleError = source.bundleError;
      bundleEntrypoint = source.bundleEntrypoint;
      bundlePackages = source.bundlePackages;
      bundleUploadedAt = now;
    }
  }

  /**
   * A zip that was checked.
   *
   * @param packages names of the managers that have to install something for it
   */
  record Bundle(
      UUID id, String sha256, long sizeBytes, @Nullable String entrypoint, List<String> packages) {}
}
