package io.orchagent.services;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What follows from ends that nobody wanted: a pause that doubles, a warning at half of the
 * failures in a row that are allowed, and no further start when there are as many.
 */
@Singleton
class Crashes {
  private final ServiceQueries queries;
  private final InstanceRows instances;
  private final ServiceNews news;
  private final AlertQueries alerts;
  private final ServicesConfig config;
  private final ServiceMetrics metrics;

  Crashes(
      ServiceQueries queries,
      InstanceRows instances,
      ServiceNews news,
      AlertQueries alerts,
      ServicesConfig config,
      ServiceMetrics metrics) {
    this.queries = queries;
    this.instances = instances;
    this.news = news;
    this.alerts = alerts;
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * One more of them, in the transaction under way, which holds the row.
   *
   * @param anew whether what ended was up for so long that failures before it are forgotten
   * @return after what pause another instance starts; empty where the service is paused now
   */
  Optional<Duration> count(HostedService service, String error, boolean anew) {
    int failures = instances.failed(service.id(), error, anew);
    int most = service.settings().maxRestartFailures();
    news.happened(service, ServiceEvents.CRASHED, error);
    if (failures >= most) {
      queries.pause(service.id(), true);
      metrics.crashLoop();
      news.happened(service, ServiceEvents.CRASH_LOOP, failures + " failures in a row");
      alert(service, failures, true, error);
      return Optional.empty();
    }
    if (failures == (most + 1) / 2) {
      alert(service, failures, false, error);
    }
    instances.restarts(service.id());
    metrics.restarted();
    return Optional.of(backoff(failures));
  }

  Duration backoff(int failures) {
    long first = config.firstBackoff().toMillis();
    long longest = config.longestBackoff().toMillis();
    int doublings = Math.min(failures - 1, Long.SIZE - 2 - 40);
    return Duration.ofMillis(Math.min(longest, first << doublings));
  }

  private void alert(HostedService service, int failures, boolean paused, String error) {
    String url = service.settings().alertUrl();
    if (url == null) {
      return;
    }
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("event", "service.crash_loop")
            .put("service_id", service.id().toString())
            .put("workspace_id", service.workspaceId().toString())
            .put("service_name", service.name())
            .put("restart_count", service.health().restarts())
            .put("consecutive_restart_failures", failures)
            .put("threshold", service.settings().maxRestartFailures())
            .put("auto_paused", paused)
            .put("last_error", error);
    alerts.add(service.workspaceId(), service.id(), url, body.toString());
  }

  /** One that can't run any more, whatever is tried. */
  void pause(UUID id, String why) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                queries
                    .lock(id)
                    .filter(HostedService::wanted)
                    .ifPresent(
                        service -> {
                          queries.pause(id, false);
                          news.happened(service, ServiceEvents.PAUSED, why);
                        }));
  }
}
