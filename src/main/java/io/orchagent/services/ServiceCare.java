package io.orchagent.services;

import io.orchagent.agents.Release;
import io.orchagent.services.runtime.InstanceStatus;
import io.orchagent.services.runtime.ServiceRuntime;
import io.orchagent.services.runtime.ServiceSpec;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jboss.logging.Logger;

/** Hands the services that this server owns to its runtime, each on a thread of its own. */
@Singleton
class ServiceCare {
  private static final Logger LOG = Logger.getLogger(ServiceCare.class);

  private final ChosenRuntime chosen;
  private final ServiceClaims claims;
  private final ServiceVersions versions;
  private final InstanceRows instances;
  private final Crashes crashes;
  private final ServiceNews news;
  private final ServicesConfig config;
  private final ConcurrentHashMap<UUID, Future<?>> busy = new ConcurrentHashMap<>();
  private final Set<UUID> failing = ConcurrentHashMap.newKeySet();

  ServiceCare(
      ChosenRuntime chosen,
      ServiceClaims claims,
      ServiceVersions versions,
      InstanceRows instances,
      Crashes crashes,
      ServiceNews news,
      ServicesConfig config) {
    this.chosen = chosen;
    this.claims = claims;
    this.versions = versions;
    this.instances = instances;
    this.crashes = crashes;
    this.news = news;
    this.config = config;
  }

  /** Returns at once; what is still being done of the last round is left alone. */
  void attend(List<HostedService> owned) {
    Optional<ServiceRuntime> runtime = chosen.runtime();
    if (runtime.isEmpty()) {
      return;
    }
    Set<UUID> mine = new HashSet<>();
    for (HostedService service : owned) {
      mine.add(service.id());
      begin(service.id(), () -> match(runtime.get(), service));
    }
    strays(runtime.get(), mine);
  }

  private void begin(UUID service, Runnable work) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try {
                work.run();
                failing.remove(service);
              } catch (RuntimeException e) {
                if (failing.add(service)) {
                  LOG.warnf("service %s is tried again: %s", service, e.getMessage());
                }
              } finally {
                busy.remove(service);
              }
            },
            null);
    if (busy.putIfAbsent(service, task) == null) {
      Thread.ofVirtual().name("service-" + service).start(task);
    }
  }

  private void match(ServiceRuntime runtime, HostedService service) {
    if (!service.wanted()) {
      runtime.remove(service.id());
      if (claims.rest(service.id())) {
        QuarkusTransaction.requiringNew().run(() -> news.wake(service));
      }
      return;
    }
    Instant notBefore = service.health().notBefore();
    Optional<Release> release = versions.of(service);
    if (release.isEmpty()) {
      crashes.pause(service.id(), "its agent is gone");
    } else if (notBefore == null || service.live() > 0 || !notBefore.isAfter(Instant.now())) {
      runtime.apply(spec(service, release.get()));
      forgetLost(runtime, service);
    }
  }

  /** Ends that could not be told while the database was away. */
  private void forgetLost(ServiceRuntime runtime, HostedService service) {
    List<String> there =
        runtime.instances(service.id()).stream().map(InstanceStatus::instance).toList();
    if (runtime.endsWithServer()
        && there.size() < service.live()
        && instances.endMissing(service.id(), there) > 0) {
      QuarkusTransaction.requiringNew().run(() -> news.wake(service));
    }
  }

  private ServiceSpec spec(HostedService service, Release release) {
    HostedService.Settings set = service.settings();
    List<String> command = new ArrayList<>();
    if (set.command() != null) {
      command.add(set.command());
      command.addAll(set.args());
    }
    return new ServiceSpec(
        service.id(),
        service.workspaceId(),
        service.org(),
        service.name(),
        service.generation(),
        set.minInstances(),
        release,
        command,
        config.port(),
        set.maxInstances() > set.minInstances());
  }

  /** What runs and is not this server's to run. */
  private void strays(ServiceRuntime runtime, Set<UUID> mine) {
    Set<UUID> others = new HashSet<>(runtime.known());
    others.removeAll(mine);
    if (others.isEmpty()) {
      return;
    }
    if (!runtime.endsWithServer()) {
      others.removeAll(claims.wanted(others));
    }
    others.forEach(id -> begin(id, () -> runtime.remove(id)));
  }

  /** Nothing that ends with this server runs any more when this returns. */
  void stopAll() {
    Optional<ServiceRuntime> runtime = chosen.runtime().filter(ServiceRuntime::endsWithServer);
    if (runtime.isEmpty()) {
      return;
    }
    List<FutureTask<Void>> stops = new ArrayList<>();
    for (UUID service : runtime.get().known()) {
      FutureTask<Void> stop = new FutureTask<>(() -> runtime.get().remove(service), null);
      Thread.ofVirtual().name("stop-" + service).start(stop);
      stops.add(stop);
    }
    for (FutureTask<Void> stop : stops) {
      try {
        stop.get();
      } catch (ExecutionException e) {
        LOG.errorf(e.getCause(), "a service could not be stopped");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** The same, before the lease ends. */
  void stopInTime() {
    if (chosen.runtime().filter(ServiceRuntime::endsWithServer).isEmpty()
        || chosen.runtime().get().known().isEmpty()) {
      return;
    }
    LOG.warn(
        "the database does not answer: services are stopped, for another server may start them");
    stopAll();
  }
}
