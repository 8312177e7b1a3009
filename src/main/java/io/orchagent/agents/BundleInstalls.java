package io.orchagent.agents;

import io.orchagent.agents.InstallQueue.Claim;
import io.orchagent.agents.packages.InstalledPackages.FailedException;
import io.orchagent.agents.packages.PackageNeed;
import io.orchagent.agents.packages.PackagesConfig;
import io.orchagent.platform.work.Tick;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Installs what uploaded bundles need, and says in their versions what came of it. A server that
 * dies in the middle loses its lease, and another one begins anew.
 */
@ApplicationScoped
public class BundleInstalls implements Tick {
  private static final Logger LOG = Logger.getLogger(BundleInstalls.class);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;

  private final InstallQueue queue;
  private final Series series;
  private final BundlePackages packages;
  private final AgentSpecs specs;
  private final Followers followers;
  private final Event<AgentChanged> changes;
  private final Semaphore places;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;

  BundleInstalls(
      InstallQueue queue,
      Series series,
      BundlePackages packages,
      AgentSpecs specs,
      Followers followers,
      Event<AgentChanged> changes,
      PackagesConfig config) {
    this.queue = queue;
    this.series = series;
    this.packages = packages;
    this.specs = specs;
    this.followers = followers;
    this.changes = changes;
    this.places = new Semaphore(config.concurrent());
  }

  void uploaded(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstallWanted wanted) {
    threads.execute(this::look);
  }

  @Scheduled(
      identity = "bundle-installs",
      every = "5s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    while (!stopping && places.tryAcquire()) {
      Optional<Claim> claim = Optional.empty();
      try {
        claim = queue.claim(LEASE);
      } catch (RuntimeException e) {
        LOG.warnf("could not look for bundles to install: %s", e.getMessage());
      } finally {
        if (claim.isEmpty()) {
          places.release();
        }
      }
      if (claim.isEmpty()) {
        return;
      }
      Claim taken = claim.get();
      threads.execute(() -> carryOut(taken));
    }
  }

  private void carryOut(Claim claim) {
    Thread worker = Thread.currentThread();
    Thread beat = Thread.ofVirtual().start(() -> beat(claim, worker));
    try {
      String failure = failure(claim);
      finish(claim, failure);
    } catch (InterruptedException e) {
      if (stopping) {
        queue.release(claim);
      }
    } catch (RuntimeException e) {
      // The lease ends, and it is tried again
      LOG.errorf(e, "packages of the version %s were not installed", claim.agentId());
    } finally {
      beat.interrupt();
      places.release();
    }
    if (!stopping) {
      look();
    }
  }

  private void beat(Claim claim, Thread worker) {
    try {
      while (true) {
        Thread.sleep(BEAT);
        if (!queue.renew(claim, LEASE)) {
          worker.interrupt();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warnf("the lease of an installation was not renewed: %s", e.getMessage());
    }
  }

  /** What a version's bundle is, for those who install for it. */
  private record Bundle(String sha256, List<PackageNeed> needs) {}

  private @Nullable String failure(Claim claim) throws InterruptedException {
    if (claim.attempt() > ATTEMPTS) {
      return "The installation was begun three times and each time the server ended in the middle."
          + " Upload the bundle again.";
    }
    Optional<Bundle> bundle =
        QuarkusTransaction.requiringNew()
            .call(() -> Agent.find(claim.workspaceId(), claim.agentId()).map(this::bundle));
    if (bundle.isEmpty()) {
      return null;
    }
    try (var installed = packages.mounts(bundle.get().sha256(), bundle.get().needs(), true)) {
      return null;
    } catch (FailedException e) {
      return e.getMessage();
    }
  }

  private Bundle bundle(Agent agent) {
    return new Bundle(
        String.valueOf(agent.bundleHash()),
        BundlePackages.needs(agent.bundlePackages, specs.read(agent).environment()));
  }

  private void finish(Claim claim, @Nullable String failure) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              Optional<Agent> agent = series.locked(claim.workspaceId(), claim.agentId());
              // Another upload meanwhile has a claim of its own
              if (!queue.remove(claim)
                  || agent.isEmpty()
                  || !claim.bundleId().equals(agent.get().bundleId)) {
                return;
              }
              agent.get().installed(failure);
              changes.fire(new AgentChanged(agent.get().workspaceId, agent.get().name));
              if (agent.get().hasActiveBundle()) {
                followers.bundleActive(agent.get());
              }
            });
  }

  @PreDestroy
  void stop() {
    stopping = true;
    threads.shutdownNow();
  }

  @Override
  public String tickName() {
    return "bundle_installs";
  }

  @Override
  public int tick() {
    look();
    return 0;
  }
}
