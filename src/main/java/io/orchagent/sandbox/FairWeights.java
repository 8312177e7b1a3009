package io.orchagent.sandbox;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;

/**
 * Shares busy processors among the runs: all of one tenant together weigh as much as a single run
 * of another, and one that has gone on for long weighs less than one that has just begun. Those
 * that one tenant has going beyond the number of processors get only what nobody else wants, the
 * youngest first: weights alone let hundreds of processes wait in the way of a short run. All this
 * only counts while processors are short, so nobody is slowed down where there is room.
 */
final class FairWeights implements AutoCloseable {

  static final int WHOLE = 1024;

  /** The weight of a run that gets only what nobody else wants. */
  static final int IDLE = 0;

  private static final int LONG_PART = 16;
  private static final int LEAST = 2;
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PERIOD_MILLIS = 250;

  private record Running(UUID tenant, long since) {}

  private final ObjIntConsumer<Slots.Slot> write;
  private final int processors;
  // In the order in which they began
  private final Map<Slots.Slot, Running> running = new LinkedHashMap<>();
  private final Map<UUID, Integer> numbers = new HashMap<>();
  private final Map<Slots.Slot, Integer> written = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sandbox-weights").factory());

  /**
   * @param write gives a slot its weight, between 2 and 1024, or {@link #IDLE}
   * @param processors how many runs of a tenant there are before the next ones are idle
   */
  FairWeights(ObjIntConsumer<Slots.Slot> write, int processors) {
    this.write = write;
    this.processors = processors;
    var unused =
        thread.scheduleWithFixedDelay(
            () -> weigh(System.nanoTime()), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  synchronized void entered(Slots.Slot slot, UUID tenant) {
    long now = System.nanoTime();
    Running run = new Running(tenant, now);
    running.put(slot, run);
    int number = numbers.merge(tenant, 1, Integer::sum);
    // The others of the tenant follow with the next look: a burst would write them all each time
    write(slot, weight(run, number, now));
  }

  synchronized void left(Slots.Slot slot) {
    Running ended = running.remove(slot);
    if (ended == null) {
      return;
    }
    Integer others =
        numbers.computeIfPresent(ended.tenant(), (key, number) -> number == 1 ? null : number - 1);
    // What is parked in the slot next is not to be as slow as what ran in it
    write(slot, WHOLE);
    if (others != null && others >= processors) {
      weigh(System.nanoTime());
    }
  }

  synchronized void weigh(long now) {
    Map<UUID, Integer> seen = new HashMap<>();
    running.forEach(
        (slot, run) -> write(slot, weight(run, seen.merge(run.tenant(), 1, Integer::sum), now)));
  }

  /**
   * @param place among the runs of its tenant, from 1
   */
  private int weight(Running run, int place, long now) {
    if (place > processors) {
      return IDLE;
    }
    int whole = now - run.since() > LONG_NANOS ? WHOLE / LONG_PART : WHOLE;
    return Math.max(LEAST, whole / Math.min(processors, numbers.get(run.tenant())));
  }

  private void write(Slots.Slot slot, int weight) {
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
