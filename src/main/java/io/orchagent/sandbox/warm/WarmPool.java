package io.orchagent.sandbox.warm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What waits, by key, within bounds, for whoever calls the key first. It counts for the tenant
 * whose call it was started after: where there is no room for all, those go first of whom most
 * wait, so that nobody's first one gives way to another's second. All methods may be called by any
 * thread; nothing is ended while the lock is held.
 *
 * @param <K> everything that the waiting one was made with
 * @param <W> what waits
 */
public final class WarmPool<K, W extends WarmPool.Waiting> implements AutoCloseable {

  /** One that waits. */
  public interface Waiting {
    /** The memory that it keeps. */
    long bytes();

    /** Whether it can still be used. */
    boolean alive();

    /** It is not needed. */
    void end();
  }

  /**
   * How much may wait.
   *
   * @param count of all keys together
   * @param perKey at most, as many as were called at one time
   * @param bytes of all together
   * @param idle how long after its last call a key keeps any
   */
  public record Bounds(int count, int perKey, long bytes, Duration idle) {}

  private record Entry<W>(W waiting, UUID tenant) {}

  private static final class Line<W> {
    private final Deque<Entry<W>> waiting = new ArrayDeque<>();
    private Instant called = Instant.MIN;
  }

  private static final Comparator<Held> MOST =
      Comparator.comparingInt(Held::count).thenComparingLong(Held::bytes);

  private final Bounds bounds;
  private final Clock clock;
  // The least recently called first
  private final Map<K, Line<W>> lines = new LinkedHashMap<>();
  private final Map<K, Integer> starting = new HashMap<>();
  private final Map<UUID, Integer> startingFor = new HashMap<>();
  private boolean closed;

  public WarmPool(Bounds bounds, Clock clock) {
    this.bounds = bounds;
    this.clock = clock;
  }

  /** The one that waits longest for the key; it is the caller's to use and to end. */
  public Optional<W> take(K key) {
    List<W> dead = new ArrayList<>();
    try {
      synchronized (this) {
        Line<W> line = lines.get(key);
        while (line != null && !line.waiting.isEmpty()) {
          W first = line.waiting.removeFirst().waiting();
          if (first.alive()) {
            return Optional.of(first);
          }
          dead.add(first);
        }
        return Optional.empty();
      }
    } finally {
      dead.forEach(Waiting::end);
    }
  }

  /**
   * Notes a call; true when one more should be started for the key, which {@link #put} or {@link
   * #failed} must follow.
   */
  public boolean called(K key, UUID tenant) {
    synchronized (this) {
      if (closed || bounds.count() == 0) {
        return false;
      }
      Line<W> line = lines.remove(key);
      line = line == null ? new Line<>() : line;
      line.called = clock.instant();
      lines.put(key, line);
      int most = Math.min(bounds.perKey(), bounds.count());
      // More of a tenant than could wait are not on their way either: others' would come after them
      boolean wanted =
          line.waiting.size() + starting.getOrDefault(key, 0) < most
              && startingFor.getOrDefault(tenant, 0) < bounds.count();
      if (wanted) {
        starting.merge(key, 1, Integer::sum);
        startingFor.merge(tenant, 1, Integer::sum);
      }
      return wanted;
    }
  }

  /** The start that {@link #called} asked for came to nothing. */
  public synchronized void failed(K key, UUID tenant) {
    started(key, tenant);
  }

  /** Lets it wait; what has to go for it, or itself when it does not fit, is ended. */
  public void put(K key, UUID tenant, W waiting) {
    List<W> gone = new ArrayList<>();
    synchronized (this) {
      started(key, tenant);
      Line<W> line = lines.get(key);
      if (closed || line == null || waiting.bytes() > bounds.bytes()) {
        gone.add(waiting);
      } else {
        line.waiting.addLast(new Entry<>(waiting, tenant));
        evict(gone);
      }
    }
    gone.forEach(Waiting::end);
  }

  /** Ends what waits for these keys, and what is being started for them. */
  public void forget(Predicate<K> keys) {
    List<W> gone = new ArrayList<>();
    synchronized (this) {
      remove(keys, gone);
    }
    gone.forEach(Waiting::end);
  }

  /** Ends what nobody has called for long, and what ended by itself. */
  public void sweep() {
    List<W> gone = new ArrayList<>();
    Instant since = clock.instant().minus(bounds.idle());
    synchronized (this) {
      remove(key -> lines.get(key).called.isBefore(since), gone);
      lines.values().forEach(line -> removeDead(line, gone));
    }
    gone.forEach(Waiting::end);
  }

  /** How many wait. */
  public synchronized int size() {
    return lines.values().stream().mapToInt(line -> line.waiting.size()).sum();
  }

  /** How many were asked for and have neither come nor failed. */
  public synchronized int starting() {
    return starting.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What they keep together. */
  public synchronized long bytes() {
    return lines.values().stream()
        .flatMap(line -> line.waiting.stream())
        .mapToLong(entry -> entry.waiting().bytes())
        .sum();
  }

  private void started(K key, UUID tenant) {
    starting.computeIfPresent(key, (ignored, number) -> number == 1 ? null : number - 1);
    startingFor.computeIfPresent(tenant, (ignored, number) -> number == 1 ? null : number - 1);
  }

  private void evict(List<W> gone) {
    while (size() > bounds.count() || bytes() > bounds.bytes()) {
      UUID tenant = holderOfMost(bytes() > bounds.bytes());
      // The least recently called first
      for (Line<W> line : lines.values()) {
        Optional<Entry<W>> oldest =
            line.waiting.stream().filter(entry -> entry.tenant().equals(tenant)).findFirst();
        if (oldest.isPresent()) {
          line.waiting.remove(oldest.get());
          gone.add(oldest.get().waiting());
          break;
        }
      }
    }
  }

  private record Held(int count, long bytes) {
    Held plus(Held other) {
      return new Held(count + other.count, bytes + other.bytes);
    }
  }

  /** By number; of equals by memory when that is short, else who called least recently. */
  private UUID holderOfMost(boolean memoryIsShort) {
    Map<UUID, Held> held = new LinkedHashMap<>();
    for (Line<W> line : lines.values()) {
      for (Entry<W> entry : line.waiting) {
        long bytes = memoryIsShort ? entry.waiting().bytes() : 0;
        held.merge(entry.tenant(), new Held(1, bytes), Held::plus);
      }
    }
    Map.Entry<UUID, Held> most = held.entrySet().iterator().next();
    for (Map.Entry<UUID, Held> each : held.entrySet()) {
      if (MOST.compare(each.getValue(), most.getValue()) > 0) {
        most = each;
      }
    }
    return most.getKey();
  }

  private void remove(Predicate<K> keys, List<W> gone) {
    List<K> removed = lines.keySet().stream().filter(keys).toList();
    removed.forEach(key -> lines.remove(key).waiting.forEach(entry -> gone.add(entry.waiting())));
  }

  private void removeDead(Line<W> line, List<W> gone) {
    List<Entry<W>> dead = line.waiting.stream().filter(entry -> !entry.waiting().alive()).toList();
    line.waiting.removeAll(dead);
    dead.forEach(entry -> gone.add(entry.waiting()));
  }

  @Override
  public void close() {
    List<W> gone = new ArrayList<>();
    synchronized (this) {
      closed = true;
      remove(key -> true, gone);
    }
    gone.forEach(Waiting::end);
  }
}
