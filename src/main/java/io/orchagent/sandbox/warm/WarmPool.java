package io.orchagent.sandbox.warm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What waits, by key, within bounds. All methods may be called by any thread; nothing is ended
 * while the lock is held.
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

  private static final class Line<W> {
    private final Deque<W> waiting = new ArrayDeque<>();
    private Instant called = Instant.MIN;
  }

  private final Bounds bounds;
  private final Clock clock;
  // The least recently called first
  private final Map<K, Line<W>> lines = new LinkedHashMap<>();
  private final Map<K, Integer> starting = new HashMap<>();
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
          W first = line.waiting.removeFirst();
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
  public boolean called(K key) {
    synchronized (this) {
      if (closed || bounds.count() == 0) {
        return false;
      }
      Line<W> line = lines.remove(key);
      line = line == null ? new Line<>() : line;
      line.called = clock.instant();
      lines.put(key, line);
      int most = Math.min(bounds.perKey(), bounds.count());
      boolean wanted = line.waiting.size() + starting.getOrDefault(key, 0) < most;
      if (wanted) {
        starting.merge(key, 1, Integer::sum);
      }
      return wanted;
    }
  }

  /** The start that {@link #called} asked for came to nothing. */
  public synchronized void failed(K key) {
    started(key);
  }

  /** Lets it wait; what has to go for it, or itself when it does not fit, is ended. */
  public void put(K key, W waiting) {
    List<W> gone = new ArrayList<>();
    synchronized (this) {
      started(key);
      Line<W> line = lines.get(key);
      if (closed || line == null || waiting.bytes() > bounds.bytes()) {
        gone.add(waiting);
      } else {
        line.waiting.addLast(waiting);
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
        .mapToLong(Waiting::bytes)
        .sum();
  }

  private void started(K key) {
    starting.computeIfPresent(key, (ignored, number) -> number == 1 ? null : number - 1);
  }

  private void evict(List<W> gone) {
    Iterator<Line<W>> oldest = lines.values().iterator();
    while ((size() > bounds.count() || bytes() > bounds.bytes()) && oldest.hasNext()) {
      Line<W> line = oldest.next();
      while (!line.waiting.isEmpty() && (size() > bounds.count() || bytes() > bounds.bytes())) {
        gone.add(line.waiting.removeFirst());
      }
    }
  }

  private void remove(Predicate<K> keys, List<W> gone) {
    List<K> removed = lines.keySet().stream().filter(keys).toList();
    removed.forEach(key -> gone.addAll(lines.remove(key).waiting));
  }

  private void removeDead(Line<W> line, List<W> gone) {
    List<W> dead = line.waiting.stream().filter(each -> !each.alive()).toList();
    line.waiting.removeAll(dead);
    gone.addAll(dead);
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
