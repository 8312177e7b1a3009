package io.orchagent.sandbox;

import io.orchagent.platform.outbound.EgressProxy;
import io.orchagent.sandbox.resident.Resident;
import io.orchagent.sandbox.resident.ResidentSpec;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The sandbox of this server; its provider is chosen and tried once, beside the start. */
@ApplicationScoped
public class Sandboxes implements Sandbox {

  private static final Logger LOG = Logger.getLogger(Sandboxes.class);

  private final CompletableFuture<SandboxHost> host = new CompletableFuture<>();
  private final SandboxSettings settings;
  private final SandboxMetrics metrics;
  private final EgressProxy proxy;

  @Inject
  public Sandboxes(SandboxConfig config, SandboxMetrics metrics, EgressProxy proxy) {
    this.settings = SandboxSettings.of(config);
    this.metrics = metrics;
    this.proxy = proxy;
  }

  void open(@Observes StartupEvent event) {
    // A run at the start takes a tenth of a second that nothing else has to wait for
    Thread.ofPlatform().daemon().name("sandbox-probe").start(this::open);
  }

  private void open() {
    try {
      SandboxHost opened = SandboxHost.open(settings, Clock.systemUTC(), proxy, metrics);
      log(opened.availability());
      metrics.watch(opened);
      host.complete(opened);
    } catch (RuntimeException e) {
      LOG.error("The sandbox can't be opened", e);
      host.completeExceptionally(e);
    }
  }

  private static void log(SandboxAvailability availability) {
    if (!availability.available()) {
      LOG.warnf("No sandbox, tools can't run: %s", availability.instruction());
      return;
    }
    String lacks =
        availability.lacks().isEmpty() ? "nothing" : String.join(", ", availability.lacks());
    LOG.infof("Sandbox: %s; it lacks %s", availability.provider(), lacks);
    if (!availability.instruction().isEmpty()) {
      LOG.warn(availability.instruction());
    }
    String names = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (!names.equalsIgnoreCase("UTF-8")) {
      LOG.warnf(
          "File names are written in %s here, so bundles and uploads with other characters in"
              + " their names fail; start the server with LANG=C.UTF-8",
          names);
    }
  }

  /** What this host can do; waits for the try at the start. */
  public SandboxAvailability availability() {
    return host.join().availability();
  }

  /** Where the host has an interpreter; empty when it has none, or none that a sandbox shows. */
  public Optional<Path> interpreter(Interpreter interpreter) {
    return host.join().interpreter(interpreter);
  }

  @Override
  public String uploadsFolder(UUID runId) {
    return host.join().uploadsFolder(runId);
  }

  @Override
  public SandboxResult run(SandboxSpec spec, @Nullable Dialogue dialogue)
      throws InterruptedException {
    return host.join().run(spec, dialogue);
  }

  /**
   * Starts a program without an end of its own; what goes wrong inside is told at its end. Ends
   * with this server.
   *
   * @throws SandboxUnavailable when this host can't start it; the message says what to do
   */
  public Resident start(ResidentSpec spec) {
    return host.join().start(spec);
  }

  /** Nobody will call programs of this bundle any more: what waits for them ends. */
  public void forget(Path bundle) {
    host.thenAccept(opened -> opened.warm().ifPresent(warm -> warm.forget(bundle)));
  }

  @PreDestroy
  void close() {
    host.thenAccept(SandboxHost::close);
  }
}
