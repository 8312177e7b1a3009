package io.orchagent.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;

/**
 * Shares busy processors among the runs: all of one tenant together weigh as much as a single run
 * of another, and one that has gone on for long weighs less than one that has just begun. Weights
 * only count while processors are short, so nobody is slowed down where there is room.
 */
final class FairWeights implements AutoCloseable {

  static final int WHOLE = 1024;

  private static final int LONG_PART = 16;
  private static final int LEAST = 2;
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PERIOD_MILLIS = 250;

  private record Running(UUID tenant, long since) {}

  private final ObjIntConsumer<Slots.Slot> write;
  private final Map<Slots.Slot, Running> running = new HashMap<>();
  private final Map<UUID, Integer> numbers = new HashMap<>();
  private final Map<Slots.Slot, Integer> written = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sandbox-weights").factory());

  /**
   * @param write gives a slot its weight, between 2 and 1024
   */
  FairWeights(ObjIntConsumer<Slots.Slot> write) {
    this.write = write;
    var unused =
        thread.scheduleWithFixedDelay(
            () -> weigh(System.nanoTime()), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  synchronized void entered(Slots.Slot slot, UUID tenant) {
    long now = System.nanoTime();
    running.put(slot, new Running(tenant, now));
    numbers.merge(tenant, 1, Integer::sum);
    // The others of the tenant follow with the next look: a burst would write them all each time
    weigh(slot, now);
  }

  synchronized void left(Slots.Slot slot) {
    Running ended = running.remove(slot);
    if (ended != null) {
      numbers.computeIfPresent(ended.tenant(), (key, number) -> number == 1 ? null : number - 1);
    }
  }

  synchronized void weigh(long now) {
    running.keySet().forEach(slot -> weigh(slot, now));
  }

  private void weigh(Slots.Slot slot, long now) {
    Running run = running.get(slot);
    int whole = now - run.since() > LONG_NANOS ? WHOLE / LONG_PART : WHOLE;
    int weight = Math.max(LEAST, whole / numbers.get(run.tenant()));
    Integer before = written.put(slot, weight);
    if (before == null ? weight != WHOLE : before != weight) {
      write.accept(slot, weight);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
