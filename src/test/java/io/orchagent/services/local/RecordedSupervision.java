package io.orchagent.services.local;

import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.services.runtime.InstanceExit;
import io.orchagent.services.runtime.InstanceLaunch;
import io.orchagent.services.runtime.InstanceStatus;
import io.orchagent.services.runtime.InstanceStatus.State;
import io.orchagent.services.runtime.LogLine;
import io.orchagent.services.runtime.ServiceSupervision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Wants every start, and keeps what it is told. */
final class RecordedSupervision implements ServiceSupervision {
  static final String SECRET = "a-secret-of-some-length";

  final List<InstanceStatus> states = new CopyOnWriteArrayList<>();
  final List<InstanceExit> exits = new CopyOnWriteArrayList<>();
  final AtomicBoolean away = new AtomicBoolean();
  final AtomicBoolean wants = new AtomicBoolean(true);
  volatile Optional<Duration> pause = Optional.of(Duration.ofMillis(100));
  private final List<LogLine> lines = new ArrayList<>();

  @Override
  public Optional<InstanceLaunch> launching(UUID serviceId, long generation, String instance) {
    reach();
    return wants.get()
        ? Optional.of(
            new InstanceLaunch(
                Map.of("PORT", "3000", "SECRET", SECRET, "GENERATION", Long.toString(generation)),
                SecretMask.of(List.of(SECRET))))
        : Optional.empty();
  }

  @Override
  public void changed(UUID serviceId, InstanceStatus status) {
    reach();
    states.add(status);
  }

  @Override
  public Optional<Duration> ended(InstanceExit exit) {
    reach();
    exits.add(exit);
    return pause;
  }

  @Override
  public void logged(UUID serviceId, String instance, List<LogLine> more) {
    reach();
    synchronized (lines) {
      lines.addAll(more);
    }
  }

  private void reach() {
    if (away.get()) {
      throw new IllegalStateException("the database is away");
    }
  }

  List<LogLine> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  Stream<String> messages() {
    return lines().stream().map(LogLine::message);
  }

  /** How often an instance of the generation was said to be in the state. */
  long count(long generation, State state) {
    return states.stream()
        .filter(status -> status.generation() == generation && status.state() == state)
        .count();
  }
}
