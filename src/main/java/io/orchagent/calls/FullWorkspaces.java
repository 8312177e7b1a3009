package io.orchagent.calls;

import io.orchagent.platform.redis.Signals;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Workspaces whose queued calls found no room, as far as this server knows. Nothing of such a one
 * is prepared until one of its runs ends, here or on another server; then one call at a time. What
 * servers tell each other may be lost: after a pause one is tried all the same.
 */
@Singleton
class FullWorkspaces {
  private static final String FULL = "calls-full";
  private static final String ROOM = "calls-room";
  private static final long PAUSE = Duration.ofSeconds(3).toNanos();

  /** How long after it was last full a workspace starts one call at a time. */
  private static final long REMEMBERED = Duration.ofSeconds(30).toNanos();

  private static final class State {
    private int preparing;
    private boolean full;
    private long refusedAt;
    // Places that were given back and not tried yet; of these since the preparation began
    private int places;
    private int meanwhile;
  }

  private final Map<UUID, State> states = new HashMap<>();
  private final BiConsumer<String, UUID> tell;
  private final LongSupplier nanos;
  private volatile Runnable whenRoom = () -> {};

  @Inject
  FullWorkspaces(Signals signals) {
    this((topic, workspace) -> signals.send(topic, workspace.toString()), System::nanoTime);
    signals.on(FULL, workspace -> heardFull(UUID.fromString(workspace)));
    signals.on(ROOM, workspace -> heardRoom(UUID.fromString(workspace)));
  }

  /**
   * @param tell all servers, this one too
   */
  FullWorkspaces(BiConsumer<String, UUID> tell, LongSupplier nanos) {
    this.tell = tell;
    this.nanos = nanos;
  }

  void onRoom(Runnable action) {
    whenRoom = action;
  }

  /** Those of which nothing is to be prepared now. */
  synchronized Set<UUID> closed() {
    long now = nanos.getAsLong();
    prune(now);
    Set<UUID> closed = new HashSet<>();
    states.forEach(
        (workspace, state) -> {
          boolean hopeless = state.places == 0 && now - state.refusedAt < PAUSE;
          if (state.full && (hopeless || state.preparing > 0)) {
            closed.add(workspace);
          }
        });
    return closed;
  }

  private void prune(long now) {
    states.values().removeIf(state -> state.preparing == 0 && isForgotten(state, now));
  }

  private static boolean isForgotten(State state, long now) {
    return !state.full || now - state.refusedAt > REMEMBERED;
  }

  /** Those of which one call at a time is to be prepared. */
  synchronized Set<UUID> oneByOne() {
    Set<UUID> full = new HashSet<>();
    states.forEach(
        (workspace, state) -> {
          if (state.full) {
            full.add(workspace);
          }
        });
    return full;
  }

  /** A call is being prepared; {@link #foundRoom} or {@link #foundNone} must follow. */
  synchronized void preparing(UUID workspace) {
    State state = states.computeIfAbsent(workspace, key -> new State());
    if (state.preparing++ == 0) {
      state.meanwhile = 0;
    }
    state.places = state.full ? Math.max(0, state.places - 1) : state.meanwhile;
  }

  /** It started, or will not start for another reason. */
  synchronized void foundRoom(UUID workspace) {
    State state = states.get(workspace);
    if (state != null) {
      state.preparing--;
    }
  }

  /** There was no room for it; a place that was given back meanwhile it may have missed. */
  void foundNone(UUID workspace) {
    synchronized (this) {
      State state = states.computeIfAbsent(workspace, key -> new State());
      state.preparing = Math.max(0, state.preparing - 1);
      refused(state, state.meanwhile);
    }
    tell.accept(FULL, workspace);
  }

  private void refused(State state, int places) {
    state.full = true;
    state.refusedAt = nanos.getAsLong();
    state.places = Math.min(state.places, places);
  }

  /** Another server found no room, or this one, which knows. */
  private synchronized void heardFull(UUID workspace) {
    // A server that prepares no calls never asks which ones are closed
    prune(nanos.getAsLong());
    if (!states.containsKey(workspace)) {
      State state = new State();
      refused(state, 0);
      states.put(workspace, state);
    }
  }

  /** A run of the workspace has ended on this server, and its place is free. */
  void ended(UUID workspace) {
    boolean awaited;
    synchronized (this) {
      awaited = states.containsKey(workspace);
    }
    if (awaited) {
      tell.accept(ROOM, workspace);
    }
  }

  void heardRoom(UUID workspace) {
    synchronized (this) {
      State state = states.get(workspace);
      if (state == null) {
        return;
      }
      state.places++;
      state.meanwhile++;
    }
    whenRoom.run();
  }
}
