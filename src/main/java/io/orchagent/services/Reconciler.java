package io.orchagent.services;

import io.orchagent.platform.redis.Signals;
import io.orchagent.platform.work.Loop;
import io.orchagent.platform.work.Tick;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes the world match the rows, on every server, for the services that it owns. */
@ApplicationScoped
public class Reconciler implements Tick {
  static final String TOPIC = "service";

  private static final Duration WATCH = Duration.ofMillis(500);

  private final ServiceClaims claims;
  private final ServiceCare care;
  private final Meter meter;
  private final CachedTargets targets;
  private final Signals signals;
  private final ServicesConfig config;
  private volatile @Nullable Loop loop;
  private volatile @Nullable Loop watch;

  /** Until when what this server owns is certainly its own, by this process's own clock. */
  private volatile long sureUntil = System.nanoTime();

  Reconciler(
      ServiceClaims claims,
      ServiceCare care,
      Meter meter,
      CachedTargets targets,
      Signals signals,
      ServicesConfig config) {
    this.claims = claims;
    this.care = care;
    this.meter = meter;
    this.targets = targets;
    this.signals = signals;
    this.config = config;
  }

  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    signals.on(TOPIC, this::heard);
    loop = Loop.startPaced("services", config.reconcileEvery(), this::round);
    watch = Loop.start("services-lease", WATCH, this::watch);
  }

  void close(@Observes ShutdownEvent event) {
    for (Loop each : new @Nullable Loop[] {loop, watch}) {
      if (each != null) {
        each.close();
      }
    }
    care.stopAll();
    claims.giveUp();
  }

  void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) ServiceChanged change) {
    signals.send(TOPIC, change.id() + " " + change.org() + " " + change.name());
  }

  private void heard(String word) {
    String[] parts = word.split(" ");
    targets.forget(parts[1], parts[2]);
    Loop current = loop;
    if (current != null) {
      current.wake();
    }
  }

  private Duration round() {
    long asked = System.nanoTime();
    ServiceClaims.Owned owned = claims.renew();
    sureUntil = asked + owned.sure().toNanos();
    care.attend(owned.services());
    meter.round(owned.services());
    return owned.more() ? Duration.ZERO : config.reconcileEvery();
  }

  /**
   * A server that can't renew what it owns stops it while that is certainly its own: afterwards
   * another one may start it.
   */
  private void watch() {
    long left = sureUntil - System.nanoTime();
    if (left < config.lease().toNanos() / 2) {
      care.stopInTime();
    }
  }

  @Override
  public String tickName() {
    return "services";
  }

  @Override
  public int tick() {
    Loop current = loop;
    if (current != null) {
      current.wake();
    }
    return 0;
  }
}
