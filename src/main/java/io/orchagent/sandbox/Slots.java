package io.orchagent.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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

  private static final class Waiter {
    private final UUID tenant;
    private final Condition changed;
    private boolean admitted;

    private Waiter(UUID tenant, Condition changed) {
      this.tenant = tenant;
      this.changed = changed;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Waiter> waiting = new ArrayList<>();
  private final Map<UUID, Integer> running = new HashMap<>();
  private final Deque<Slot> free = new ArrayDeque<>();
  private final int count;
  private final int share;
  private final SlotUsers users;
  private int admitted;
  private int made;

  /**
   * @param count programs at one time
   * @param share programs of one tenant at one time
   */
  Slots(int count, int share, SlotUsers users) {
    this.count = count;
    this.share = share;
    this.users = users;
  }

  /** Whether the tenant may run one more; false when the time passed or the signal came first. */
  boolean enter(UUID tenant, long untilNanos, CancelSignal cancel) throws InterruptedException {
    lock.lockInterruptibly();
    Waiter waiter = new Waiter(tenant, lock.newCondition());
    try {
      waiting.add(waiter);
      admit();
      if (!waiter.admitted) {
        cancel.onCancel(() -> wake(waiter));
      }
      while (!waiter.admitted) {
        long left = untilNanos - System.nanoTime();
        if (left <= 0 || cancel.isCancelled()) {
          break;
        }
        waiter.changed.await(left, TimeUnit.NANOSECONDS);
      }
      return waiter.admitted;
    } catch (InterruptedException e) {
      if (waiter.admitted) {
        free(tenant);
      }
      throw e;
    } finally {
      waiting.remove(waiter);
      lock.unlock();
    }
  }

  void leave(UUID tenant) {
    lock.lock();
    try {
      free(tenant);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nobody waits and there is room for more. */
  boolean hasRoom() {
    lock.lock();
    try {
      return waiting.isEmpty() && admitted < count;
    } finally {
      lock.unlock();
    }
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

  private void free(UUID tenant) {
    admitted--;
    running.computeIfPresent(tenant, (key, number) -> number == 1 ? null : number - 1);
    admit();
  }

  private void admit() {
    while (admitted < count) {
      Waiter next = null;
      for (Waiter each : waiting) {
        if (!each.admitted
            && running(each) < share
            && (next == null || running(each) < running(next))) {
          next = each;
        }
      }
      if (next == null) {
        return;
      }
      next.admitted = true;
      admitted++;
      running.merge(next.tenant, 1, Integer::sum);
      next.changed.signal();
    }
  }

  private int running(Waiter waiter) {
    return running.getOrDefault(waiter.tenant, 0);
  }

  private void wake(Waiter waiter) {
    lock.lock();
    try {
      waiter.changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
