package io.orchagent.calls.engines;

import io.orchagent.llm.LlmProvider;
import io.orchagent.llm.LlmUsage;
import io.orchagent.platform.redaction.SecretMask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run, in memory until they are flushed or written with its end. Whoever does
 * something that may take long has flushed before: so much is readable when the server dies
 * meanwhile. No run fails or waits for long because of its trace. For one thread.
 */
public final class RunTrace {
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final SecretMask mask;
  private final boolean inside;
  private final Bounds bounds;
  private final Store store;
  private final Instant startedAt;
  private final long began = System.nanoTime();
  private final List<TraceEvent> waiting = new ArrayList<>();
  private int count;
  private int turn;
  private long room;
  private long pausedUntil = began;
  private long flushed = began;

  /**
   * Nothing has happened yet.
   *
   * @param inside whether what goes in and out of models and tools may be read by anybody
   * @param startedAt now
   */
  public RunTrace(SecretMask mask, boolean inside, Bounds bounds, Store store, Instant startedAt) {
    this.mask = mask;
    this.inside = inside;
    this.bounds = bounds;
    this.store = store;
    this.startedAt = startedAt;
    this.room = bounds.payloads();
  }

  /** Where events are kept. */
  public interface Store {
    /** False when they could not be stored now. */
    boolean stored(List<TraceEvent> events);
  }

  /**
   * How much is kept of one run.
   *
   * @param events how many; two more say that there were more, and how it ended
   * @param payload bytes that the texts of one event's payload may fill
   * @param payloads bytes of all payloads together
   */
  public record Bounds(int events, int payload, long payloads) {}

  /** Whether what goes in and out of models and tools may be read by anybody. */
  boolean inside() {
    return inside;
  }

  SecretMask mask() {
    return mask;
  }

  /** What comes now belongs to this turn of a loop. */
  void turn(int number) {
    turn = number;
  }

  void add(TraceEvent.Type type, Consumer<TracePayload> payload) {
    add(type, null, null, null, null, payload);
  }

  /** Of something that took time. */
  void add(TraceEvent.Type type, long beganAt, Consumer<TracePayload> payload) {
    add(type, null, null, null, millisSince(beganAt), payload);
  }

  static long millisSince(long beganAt) {
    return (System.nanoTime() - beganAt) / 1_000_000;
  }

  void add(
      TraceEvent.Type type,
      @Nullable LlmProvider provider,
      @Nullable String model,
      @Nullable LlmUsage usage,
      @Nullable Long durationMillis,
      Consumer<TracePayload> payload) {
    if (count < bounds.events()) {
      keep(type, provider, model, usage, durationMillis, payload);
    } else if (count == bounds.events()) {
      keep(
          TraceEvent.Type.DECISION,
          null,
          null,
          null,
          null,
          said -> said.word("decision", "trace_truncated").number("kept", bounds.events()));
    }
  }

  /** The run has failed: this is always told. */
  public void failed(String code, String message) {
    keep(
        TraceEvent.Type.ERROR,
        null,
        null,
        null,
        null,
        said -> said.word("code", code).text("message", message));
  }

  private void keep(
      TraceEvent.Type type,
      @Nullable LlmProvider provider,
      @Nullable String model,
      @Nullable LlmUsage usage,
      @Nullable Long durationMillis,
      Consumer<TracePayload> payload) {
    Instant now = startedAt.plusNanos(System.nanoTime() - began);
    waiting.add(
        new TraceEvent(++count, type, json(payload), provider, model, usage, durationMillis, now));
  }

  private @Nullable String json(Consumer<TracePayload> payload) {
    if (!inside) {
      return null;
    }
    if (room <= 0) {
      return TracePayload.omitted();
    }
    TracePayload said = new TracePayload(mask, bounds.payload());
    if (turn > 0) {
      said.number("turn", turn);
    }
    payload.accept(said);
    String json = said.json();
    room -= json.length();
    return json;
  }

  /** Stores what there is, unless that failed a moment ago; what is left comes with the next. */
  void flush() {
    long now = System.nanoTime();
    if (waiting.isEmpty() || now < pausedUntil) {
      return;
    }
    if (store.stored(List.copyOf(waiting))) {
      waiting.clear();
    } else {
      pausedUntil = System.nanoTime() + PAUSE.toNanos();
    }
    flushed = System.nanoTime();
  }

  /** The same, when the last time was a while ago. */
  void flushIfOlderThan(Duration age) {
    if (System.nanoTime() - flushed > age.toNanos()) {
      flush();
    }
  }

  /** What is not stored yet. */
  public List<TraceEvent> rest() {
    return List.copyOf(waiting);
  }
}
