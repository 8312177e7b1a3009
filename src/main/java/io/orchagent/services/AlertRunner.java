package io.orchagent.services;

import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.Tick;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Looks for alerts that are to be sent, on every server. */
@ApplicationScoped
public class AlertRunner implements Tick {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final AlertDelivery delivery;
  private volatile @Nullable Loop loop;

  AlertRunner(AlertDelivery delivery) {
    this.delivery = delivery;
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    loop = Loop.start("service-alerts", PAUSE, delivery::deliverAll);
  }

  void close(@Observes ShutdownEvent event) {
    if (loop != null) {
      loop.close();
    }
  }

  @Override
  public String tickName() {
    return "service_alerts";
  }

  @Override
  public int tick() {
    delivery.deliverAll();
    return 0;
  }
}
