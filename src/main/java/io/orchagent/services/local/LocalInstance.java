package io.orchagent.services.local;

import io.orchagent.sandbox.resident.PortState;
import io.orchagent.sandbox.resident.Resident;
import io.orchagent.sandbox.resident.ResidentExit;
import io.orchagent.services.runtime.Endpoint;
import io.orchagent.services.runtime.InstanceExit;
import io.orchagent.services.runtime.InstanceLaunch;
import io.orchagent.services.runtime.InstanceStatus;
import io.orchagent.services.runtime.InstanceStatus.State;
import io.orchagent.services.runtime.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One process of a service, from its start to its end; lives on the thread of its place. */
final class LocalInstance {
  private static final Logger LOG = Logger.getLogger(LocalInstance.class);
  private static final Duration LOOK_SOON = Duration.ofMillis(50);
  private static final Duration LOOK = Duration.ofMillis(250);
  // Until those who send it requests know that they shall not
  private static final Duration LEAST_DRAIN = Duration.ofSeconds(1);
  private static final int SIGNALLED = 128;
  private static final int LONGEST_ERROR = 500;

  private final Place place;
  private final String name;
  private final LocalRuntime.Means means;
  private final Instant startedAt;
  private @Nullable InstanceStatus told;
  private long upSince;
  private boolean wasListening;
  private boolean asked;

  LocalInstance(Place place, String name, LocalRuntime.Means means) {
    this.place = place;
    this.name = name;
    this.means = means;
    this.startedAt = means.clock().instant();
  }

  /** Runs it to its end. */
  InstanceExit live(InstanceLaunch launch) throws InterruptedException {
    ServiceSpec spec = place.spec();
    become(State.STARTING, null);
    LogPipe log =
        new LogPipe(
            means.config(),
            launch.mask(),
            means.clock(),
            lines -> place.supervision().logged(spec.serviceId(), name, lines));
    try (LocalStarts.Started started =
        means.starts().start(spec, launch, log, () -> !place.isEnding())) {
      Resident resident = started.resident();
      resident.started().thenRun(place::wake);
      resident.ended().thenRun(place::wake);
      attend(resident);
      ResidentExit exit = resident.ended().join();
      log.end();
      return exit(asked, exit.exitCode(), launch.mask().text(reason(exit, log)));
    } catch (LocalStarts.FailedStart e) {
      log.end();
      return exit(place.isEnding(), -1, launch.mask().text(String.valueOf(e.getMessage())));
    }
  }

  private void attend(Resident resident) throws InterruptedException {
    while (!resident.ended().isDone()) {
      if (place.isEnding()) {
        finish(resident);
        return;
      }
      look(resident);
      tell();
      InstanceStatus now = place.status();
      boolean settled = now != null && now.state() == State.READY && wasListening;
      place.rest(settled ? LOOK : LOOK_SOON);
    }
  }

  private void look(Resident resident) {
    if (!resident.started().isDone()) {
      return;
    }
    if (upSince == 0) {
      upSince = System.nanoTime();
    }
    PortState port = resident.port();
    if (port.listening()) {
      wasListening = true;
      place.seenListening();
      become(State.READY, new Endpoint.UnixSocket(resident.socket()));
    } else if (wasListening) {
      become(State.UNREADY, null);
    } else if (up().compareTo(patience()) >= 0) {
      // Whoever listened before and does not now is broken; who never did is a worker
      become(place.listens() ? State.UNREADY : State.READY, null);
    }
  }

  private Duration up() {
    return Duration.ofNanos(System.nanoTime() - upSince);
  }

  private Duration patience() {
    LocalConfig config = means.config();
    return place.listens() ? config.listenAgainWithin() : config.listenWithin();
  }

  private void become(State state, @Nullable Endpoint endpoint) {
    InstanceStatus now = new InstanceStatus(name, place.generation(), state, endpoint, startedAt);
    if (!now.equals(place.status())) {
      place.become(now);
    }
    tell();
  }

  /** Again and again, until those who have to know have heard it. */
  private void tell() {
    InstanceStatus now = place.status();
    if (now == null || now.equals(told)) {
      return;
    }
    try {
      place.supervision().changed(place.spec().serviceId(), now);
      told = now;
    } catch (RuntimeException e) {
      LOG.debugf(e, "The state of an instance of %s was not kept", place.spec().serviceId());
    }
  }

  private void finish(Resident resident) throws InterruptedException {
    asked = true;
    InstanceStatus before = place.status();
    Endpoint endpoint = before == null ? null : before.endpoint();
    boolean drains = place.ending() == Place.Ending.DRAIN;
    if (!drains) {
      // Nothing takes its requests over: at once, also where nobody can be told
      end(resident);
    }
    become(State.DRAINING, endpoint);
    if (drains) {
      if (endpoint != null) {
        drain(resident);
      }
      end(resident);
    }
    resident.ended().join();
  }

  /** Tells it to end, and ends it when it does not; whatever this thread waits for meanwhile. */
  private void end(Resident resident) {
    resident.terminate();
    Thread.ofVirtual()
        .name("service-end")
        .start(
            () -> {
              try {
                resident.ended().get(means.config().grace().toNanos(), TimeUnit.NANOSECONDS);
              } catch (TimeoutException e) {
                resident.kill();
              } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("it always ends, and nobody interrupts this", e);
              }
            });
  }

  private void drain(Resident resident) throws InterruptedException {
    long drained = System.nanoTime();
    while (place.ending() == Place.Ending.DRAIN && !resident.ended().isDone()) {
      Duration passed = Duration.ofNanos(System.nanoTime() - drained);
      if (passed.compareTo(means.config().drain()) >= 0
          || (passed.compareTo(LEAST_DRAIN) >= 0 && resident.port().open() == 0)) {
        return;
      }
      place.rest(LOOK_SOON);
    }
  }

  private InstanceExit exit(boolean wanted, int exitCode, String lastError) {
    Duration upFor = upSince == 0 ? Duration.ZERO : up();
    return new InstanceExit(
        place.spec().serviceId(),
        name,
        place.generation(),
        startedAt,
        upFor,
        exitCode,
        wanted,
        lastError);
  }

  /** One line. */
  private static String reason(ResidentExit exit, LogPipe log) {
    String why = exit.message();
    if (why.isEmpty()) {
      int code = exit.exitCode();
      why =
          code > SIGNALLED
              ? "It was ended by signal " + (code - SIGNALLED)
              : "It ended with exit code " + code;
      why += log.lastLine().isEmpty() ? "" : ": " + log.lastLine();
    }
    String line = why.replaceAll("\\s*[\\r\\n]+\\s*", " ").strip();
    return line.length() > LONGEST_ERROR ? line.substring(0, LONGEST_ERROR) + "…" : line;
  }
}
