package io.orchagent.services;

import io.orchagent.agents.Release;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.services.runtime.InstanceExit;
import io.orchagent.services.runtime.InstanceLaunch;
import io.orchagent.services.runtime.InstanceStatus;
import io.orchagent.services.runtime.InstanceStatus.State;
import io.orchagent.services.runtime.LogLine;
import io.orchagent.services.runtime.ServiceSupervision;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the runtime asks of and tells to the rows. */
@ApplicationScoped
public class Supervision implements ServiceSupervision {
  private final ServiceQueries queries;
  private final InstanceRows instances;
  private final InstanceEnvironment environment;
  private final Crashes crashes;
  private final ServiceNews news;
  private final ServiceLogs logs;
  private final ServicesConfig config;

  Supervision(
      ServiceQueries queries,
      InstanceRows instances,
      InstanceEnvironment environment,
      Crashes crashes,
      ServiceNews news,
      ServiceLogs logs,
      ServicesConfig config) {
    this.queries = queries;
    this.instances = instances;
    this.environment = environment;
    this.crashes = crashes;
    this.news = news;
    this.logs = logs;
    this.config = config;
  }

  @Override
  public Optional<InstanceLaunch> launching(UUID serviceId, long generation, String instance) {
    return QuarkusTransaction.requiringNew().call(() -> launch(serviceId, generation, instance));
  }

  private Optional<InstanceLaunch> launch(UUID id, long generation, String instance) {
    Optional<HostedService> found =
        queries
            .lock(id)
            .filter(service -> service.wanted() && service.generation() == generation)
            .filter(service -> mayStart(id));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    HostedService service = found.get();
    Optional<Release> release = environment.release(service);
    if (release.isEmpty()) {
      return Optional.empty();
    }
    InstanceEnvironment.Made made;
    try {
      made = environment.of(service, release.get(), instance);
    } catch (ApiException e) {
      cannotStart(service, e.getMessage());
      return Optional.empty();
    }
    instances.insert(service, instance, Hashes.sha256(made.key()));
    if (service.health().failures() > 0) {
      news.happened(service, ServiceEvents.RESTARTED, instance);
    } else if (service.live() == 0 && service.health().deployedGeneration() < generation) {
      news.happened(service, ServiceEvents.PROVISIONING, "v" + service.agentVersion());
    } else {
      news.wake(service);
    }
    return Optional.of(made.launch());
  }

  private boolean mayStart(UUID id) {
    InstanceRows.Permit permit = instances.permit(id);
    return permit.due() && (permit.owned() || !config.runtime().equals("local"));
  }

  /** Tried again after the pause of a crash: somebody may have put right what is missing. */
  private void cannotStart(HostedService service, String why) {
    crashes
        .count(service, why, false)
        .ifPresent(pause -> instances.notBefore(service.id(), pause.toMillis() / 1000.0));
  }

  @Override
  public void changed(UUID serviceId, InstanceStatus status) {
    QuarkusTransaction.requiringNew().run(() -> change(serviceId, status));
  }

  private void change(UUID id, InstanceStatus status) {
    HostedService before = queries.lock(id).orElse(null);
    if (before == null) {
      return;
    }
    Optional<String> was = instances.change(id, status);
    if (was.isEmpty()) {
      return;
    }
    if (status.state() == State.READY) {
      if (instances.deployed(id, status.generation())) {
        news.happened(before, ServiceEvents.RUNNING, "v" + before.agentVersion());
        return;
      }
      instances.recovered(id);
    } else if (status.state() == State.UNREADY && before.wanted() && before.ready() == 1) {
      news.happened(before, ServiceEvents.UNHEALTHY, "no instance answers");
      return;
    }
    news.wake(before);
  }

  @Override
  public Optional<Duration> ended(InstanceExit exit) {
    return QuarkusTransaction.requiringNew().call(() -> end(exit));
  }

  private Optional<Duration> end(InstanceExit exit) {
    HostedService service = queries.lock(exit.serviceId()).orElse(null);
    if (service == null) {
      return Optional.empty();
    }
    instances.end(exit);
    boolean counts =
        !exit.wanted() && service.wanted() && service.generation() == exit.generation();
    if (!counts) {
      news.wake(service);
      return Optional.empty();
    }
    boolean settled = exit.upFor().compareTo(config.settledAfter()) >= 0;
    return crashes.count(service, text(exit), settled);
  }

  private static String text(InstanceExit exit) {
    if (!exit.lastError().isBlank()) {
      return exit.lastError();
    }
    return exit.exitCode() < 0
        ? "It could not be started"
        : "It ended with exit code " + exit.exitCode();
  }

  @Override
  public void logged(UUID serviceId, String instance, List<LogLine> lines) {
    logs.add(serviceId, instance, lines);
  }
}
