package io.orchagent.platform.work;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A bounded number of places, shared fairly: of those who wait, the one whose tenant has the fewest
 * goes first, and no tenant has more than its share.
 */
public final class FairPlaces {
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
  private final Map<UUID, Integer> taken = new HashMap<>();
  private final int count;
  private final int share;
  private int admitted;

  /**
   * @param count at one time
   * @param share of one tenant at one time
   */
  public FairPlaces(int count, int share) {
    this.count = count;
    this.share = share;
  }

  /** Takes a place that is free for the tenant; false when there is none. */
  public boolean tryEnter(UUID tenant) {
    lock.lock();
    try {
      if (admitted >= count || taken(tenant) >= share) {
        return false;
      }
      take(tenant);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a place; false when the time passed, or it was given up, before there was one.
   *
   * @param untilNanos of {@link System#nanoTime}
   * @param givenUp asked again at each {@link #look}
   */
  public boolean enter(UUID tenant, long untilNanos, BooleanSupplier givenUp)
      throws InterruptedException {
    lock.lockInterruptibly();
    Waiter waiter = new Waiter(tenant, lock.newCondition());
    try {
      waiting.add(waiter);
      admit();
      while (!waiter.admitted) {
        long left = untilNanos - System.nanoTime();
        if (left <= 0 || givenUp.getAsBoolean()) {
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

  public void leave(UUID tenant) {
    lock.lock();
    try {
      free(tenant);
    } finally {
      lock.unlock();
    }
  }

  /** Somebody who may be waiting gave up. */
  public void look() {
    lock.lock();
    try {
      waiting.forEach(waiter -> waiter.changed.signal());
    } finally {
      lock.unlock();
    }
  }

  /** Whether nobody waits and there is room for more. */
  public boolean hasRoom() {
    lock.lock();
    try {
      return waiting.isEmpty() && admitted < count;
    } finally {
      lock.unlock();
    }
  }

  private void take(UUID tenant) {
    admitted++;
    taken.merge(tenant, 1, Integer::sum);
  }

  private void free(UUID tenant) {
    admitted--;
    taken.computeIfPresent(tenant, (key, number) -> number == 1 ? null : number - 1);
    admit();
  }

  private void admit() {
    while (admitted < count) {
      Waiter next = null;
      for (Waiter each : waiting) {
        if (!each.admitted
            && taken(each.tenant) < share
            && (next == null || taken(each.tenant) < taken(next.tenant))) {
          next = each;
        }
      }
      if (next == null) {
        return;
      }
      next.admitted = true;
      take(next.tenant);
      next.changed.signal();
    }
  }

  private int taken(UUID tenant) {
    return taken.getOrDefault(tenant, 0);
  }
}
