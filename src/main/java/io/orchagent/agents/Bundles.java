package io.orchagent.agents;

import io.orchagent.agents.VersionPublished.Moved;
import io.orchagent.platform.blobs.Blob;
import io.orchagent.platform.blobs.Blobs;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.ids.Ids;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The code of a version. A zip is looked at whole before anything of it is stored; then its bytes
 * are stored, once for all who have the same; last the version points to them.
 */
@ApplicationScoped
public class Bundles {
  static final long MAX_BYTES = 50L * 1024 * 1024;

  private final Blobs blobs;
  private final AgentSpecs specs;
  private final InstallQueue installs;
  private final Series series;
  private final AgentChanges changes;
  private final Followers followers;
  private final Clock clock;

  Bundles(
      Blobs blobs,
      AgentSpecs specs,
      InstallQueue installs,
      Series series,
      AgentChanges changes,
      Followers followers,
      Clock clock) {
    this.blobs = blobs;
    this.specs = specs;
    this.installs = installs;
    this.series = series;
    this.changes = changes;
    this.followers = followers;
    this.clock = clock;
  }

  /** An upload and what is to be said about it. */
  record Upload(AgentApi.Uploaded answer, @Nullable String error) {}

  /** What an upload needs to know of its version. */
  private record Wanted(
      @Nullable String published, boolean needsEntrypoint, boolean alwaysOn, boolean fixed) {}

  /**
   * Gives a version its code. The same zip again is answered like the first time; another one only
   * replaces what never ran.
   *
   * @param askedEntrypoint of the request's header
   */
  Upload upload(UUID workspace, UUID id, Path zip, @Nullable String askedEntrypoint) {
    Wanted wanted = QuarkusTransaction.joiningExisting().call(() -> wanted(workspace, id));
    if (askedEntrypoint != null && !ZipNames.isPlain(askedEntrypoint)) {
      throw Errors.invalidField(
          "x-entrypoint", "must be the name of a file in the bundle, relative to its top");
    }
    try {
      if (Files.size(zip) > MAX_BYTES) {
        throw Errors.tooLarge("The bundle is larger than 50 MiB.");
      }
      ZipBundle.Content content = ZipBundle.inspect(zip);
      Blob blob = Blobs.measure(zip);
      Agent.Bundle bundle = bundle(blob, content, wanted, askedEntrypoint);
      if (!wanted.fixed()) {
        blobs.store(blob, zip);
      }
      return QuarkusTransaction.requiringNew().call(() -> attach(workspace, id, bundle));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Wanted wanted(UUID workspace, UUID id) {
    Agent agent = Agent.find(workspace, id).orElseThrow(AgentErrors::notFound);
    if (!agent.takesBundle()) {
      throw AgentErrors.noBundleTaken(agent.type);
    }
    AgentSpec spec = specs.read(agent);
    return new Wanted(
        spec.entrypoint(),
        Agent.CODE_RUNTIME.equals(agent.executionEngine) && spec.command() == null,
        agent.runMode.equals("always_on"),
        agent.hasActiveBundle());
  }

  private Agent.Bundle bundle(
      Blob blob, ZipBundle.Content content, Wanted wanted, @Nullable String asked) {
    String entrypoint =
        BundleContent.entrypoint(
            content.files(),
            new BundleContent.Named(asked, wanted.published()),
            wanted.needsEntrypoint(),
            wanted.alwaysOn());
    return new Agent.Bundle(
        Ids.newId(),
        blob.sha256(),
        blob.sizeBytes(),
        entrypoint,
        BundleContent.packages(content, entrypoint));
  }

  private Upload attach(UUID workspace, UUID id, Agent.Bundle bundle) {
    Agent agent = series.locked(workspace, id).orElseThrow(AgentErrors::notFound);
    boolean same =
        bundle.sha256().equals(agent.bundleHash())
            && Objects.equals(bundle.entrypoint(), agent.bundleEntrypoint);
    if (agent.hasActiveBundle() && !same) {
      throw AgentErrors.bundleFixed();
    }
    Moved moved = Moved.NOTHING;
    if (!agent.hasActiveBundle() && !(agent.isProcessing() && same)) {
      agent.attach(bundle, clock.instant().truncatedTo(ChronoUnit.MICROS));
      changes.tell(agent, "agent.bundle_uploaded");
      moved = agent.hasActiveBundle() ? followers.bundleActive(agent) : moved;
      if (agent.isProcessing()) {
        // The row of the queue refers to what is still to be written
        Agent.flush();
        installs.add(agent);
      }
    }
    return new Upload(answer(agent, moved), agent.bundleError);
  }

  private static AgentApi.Uploaded answer(Agent agent, Moved moved) {
    long size = Objects.requireNonNull(agent.bundleSizeBytes);
    return new AgentApi.Uploaded(
        String.valueOf(agent.bundleId),
        Objects.requireNonNull(agent.bundleHash()),
        size,
        size,
        agent.bundleEntrypoint,
        Objects.requireNonNull(agent.bundleStatus),
        Objects.requireNonNull(agent.bundleUploadedAt),
        moved.services());
  }

  /** The zip of a version of one's own. */
  Zip zip(UUID workspace, UUID id) {
    return QuarkusTransaction.joiningExisting()
        .call(() -> zip(Agent.find(workspace, id).orElseThrow(AgentErrors::notFound)));
  }

  /** The zip of a version that the caller was found to be allowed. */
  public Zip zip(Agent agent) {
    String hash = agent.bundleHash();
    if (hash == null) {
      throw Errors.notFound("Bundle");
    }
    return new Zip(
        new Blob(hash, Objects.requireNonNull(agent.bundleSizeBytes)),
        agent.name + "-" + agent.versionName() + ".zip");
  }

  /** Stored bytes and the name they are saved under. */
  public record Zip(Blob blob, String fileName) {}
}
