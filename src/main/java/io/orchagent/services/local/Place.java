package io.orchagent.services.local;

import io.orchagent.services.runtime.InstanceExit;
import io.orchagent.services.runtime.InstanceLaunch;
import io.orchagent.services.runtime.InstanceStatus;
import io.orchagent.services.runtime.InstanceStatus.State;
import io.orchagent.services.runtime.ServiceSpec;
import io.orchagent.services.runtime.ServiceSupervision;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One of the instances that a service is to have: its starts, one after the other. */
final class Place {
  private static final Logger LOG = Logger.getLogger(Place.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** How far its end has been asked for. */
  enum Ending {
    NO,
    DRAIN,
    STOP
  }

  private final LocalService service;
  private final ServiceSpec spec;
  private final LocalRuntime.Means means;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("service-place").unstarted(this::run);
  private volatile Ending ending = Ending.NO;
  private volatile @Nullable InstanceStatus status;

  Place(LocalService service, ServiceSpec spec, LocalRuntime.Means means) {
    this.service = service;
    this.spec = spec;
    this.means = means;
  }

  void begin() {
    thread.start();
  }

  ServiceSpec spec() {
    return spec;
  }

  long generation() {
    return spec.generation();
  }

  /** What runs in it; null between two starts. */
  @Nullable InstanceStatus status() {
    return status;
  }

  boolean isServing() {
    InstanceStatus now = status;
    return now != null && now.state() == State.READY;
  }

  boolean isEnding() {
    return ending != Ending.NO;
  }

  Ending ending() {
    return ending;
  }

  /** It is to end, once others have taken its requests. */
  void drain() {
    if (ending == Ending.NO) {
      ending = Ending.DRAIN;
    }
    wake();
  }

  /** It is to end now. */
  void stop() {
    ending = Ending.STOP;
    wake();
  }

  void wake() {
    wake.release();
  }

  /** Until the time is over or somebody wakes it. */
  void rest(Duration time) throws InterruptedException {
    if (wake.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
      wake.drainPermits();
    }
  }

  /** Until nothing of it runs; who is called by it does not wait for itself. */
  void join() {
    boolean interrupted = false;
    while (thread != Thread.currentThread()) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        // Who asked for the end is promised that nothing runs
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      boolean more = true;
      while (more && !isEnding()) {
        more = start();
      }
    } catch (InterruptedException e) {
      LOG.error("Nobody interrupts this thread", e);
    } catch (RuntimeException e) {
      LOG.errorf(e, "A place of the service %s was given up", spec.serviceId());
      service.halt();
    } finally {
      status = null;
      service.gone(this);
    }
  }

  /** One start, to its end; false when no other one shall follow. */
  private boolean start() throws InterruptedException {
    String name = UUID.randomUUID().toString().substring(24);
    Optional<InstanceLaunch> launch;
    try {
      launch = supervision().launching(spec.serviceId(), spec.generation(), name);
    } catch (RuntimeException e) {
      LOG.warnf("An instance of %s was not started yet: %s", spec.serviceId(), e);
      rest(RETRY);
      return true;
    }
    if (launch.isEmpty()) {
      service.halt();
      return false;
    }
    InstanceExit exit = new LocalInstance(this, name, means).live(launch.get());
    status = null;
    service.changed();
    Optional<Duration> pause = told(exit);
    if (exit.wanted() || pause.isEmpty()) {
      if (!exit.wanted()) {
        service.halt();
      }
      return false;
    }
    pause(pause.get());
    return true;
  }

  private void pause(Duration time) throws InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0 && !isEnding(); left = until - System.nanoTime()) {
      rest(Duration.ofNanos(left));
    }
  }

  /** What comes of the end; where nobody can say, another start a little later. */
  private Optional<Duration> told(InstanceExit exit) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return supervision().ended(exit);
      } catch (RuntimeException e) {
        LOG.warnf("The end of an instance of %s was not kept: %s", spec.serviceId(), e);
        if (isEnding() && attempt > 1) {
          return Optional.empty();
        }
        rest(RETRY);
      }
    }
  }

  ServiceSupervision supervision() {
    return means.supervision().get();
  }

  /** What is so from now on; told to those who have to know. */
  void become(InstanceStatus now) {
    status = now;
    service.changed();
  }

  boolean listens() {
    return service.listens();
  }

  void seenListening() {
    service.seenListening();
  }
}
