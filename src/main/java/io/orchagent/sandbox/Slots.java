package io.orchagent.sandbox;

import io.orchagent.platform.work.FairPlaces;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * The bounded number of programs that run at one time, shared fairly: of those who wait, the tenant
 * that has the fewest running goes first, and none may have more than its share. Beside it the
 * slots themselves: a sandbox that waits for its run has one too, without counting as running.
 */
final class Slots {

  /**
   * One place for a sandbox.
   *
   * @param index from 0
   * @param uid the host user of its own, or -1 when the server is not root and has only itself
   */
  record Slot(int index, int uid) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Slot> free = new ArrayDeque<>();
  private final IntFunction<FairPlaces> newPlaces;

  /** For each depth its own: those above hold theirs while they wait for those below. */
  private final Map<Integer, FairPlaces> places = new ConcurrentHashMap<>();

  private final SlotUsers users;
  private int made;

  /**
   * @param count programs at one time
   * @param share programs of one tenant at one time
   */
  Slots(int count, int share, SlotUsers users) {
    this.newPlaces = depth -> new FairPlaces(count, share);
    this.users = users;
  }

  /** Whether the tenant may run one more; false when the time passed or the signal came first. */
  boolean enter(UUID tenant, int depth, long untilNanos, CancelSignal cancel)
      throws InterruptedException {
    FairPlaces own = at(depth);
    if (own.tryEnter(tenant)) {
      return true;
    }
    cancel.onCancel(own::look);
    return own.enter(tenant, untilNanos, cancel::isCancelled);
  }

  void leave(UUID tenant, int depth) {
    at(depth).leave(tenant);
  }

  private FairPlaces at(int depth) {
    return places.computeIfAbsent(depth, newPlaces::apply);
  }

  /** Whether nobody waits and there is room for more. */
  boolean hasRoom() {
    return at(0).hasRoom();
  }

  /** Whether no sandbox has the slot. */
  boolean isFree(Slot slot) {
    lock.lock();
    try {
      return free.contains(slot);
    } finally {
      lock.unlock();
    }
  }

  Slot take() {
    lock.lock();
    try {
      // The last one used is warmest; new ones are made when they are needed
      return free.isEmpty() ? new Slot(made, users.uid(made++)) : free.pop();
    } finally {
      lock.unlock();
    }
  }

  void give(Slot slot) {
    lock.lock();
    try {
      free.push(slot);
    } finally {
      lock.unlock();
    }
  }
}
