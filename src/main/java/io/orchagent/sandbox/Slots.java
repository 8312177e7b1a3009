package io.orchagent.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The bounded number of places in which programs run at one time. */
final class Slots {

  /**
   * One place.
   *
   * @param index from 0
   * @param uid the host user of its own, or -1 when the server is not root and has only itself
   */
  record Slot(int index, int uid) {}

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition changed = lock.newCondition();
  private final Deque<Slot> free = new ArrayDeque<>();
  private final int count;
  private final SlotUsers users;
  private int made;

  Slots(int count, SlotUsers users) {
    this.count = count;
    this.users = users;
  }

  /** A slot, or none when the time passed or the signal was given first. */
  Optional<Slot> acquire(long untilNanos, CancelSignal cancel) throws InterruptedException {
    cancel.onCancel(this::wakeAll);
    lock.lockInterruptibly();
    try {
      while (free.isEmpty() && made == count) {
        long left = untilNanos - System.nanoTime();
        if (left <= 0 || cancel.isCancelled()) {
          return Optional.empty();
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
      // The last one used is warmest; new ones are made when they are needed
      return Optional.of(free.isEmpty() ? new Slot(made, users.uid(made++)) : free.pop());
    } finally {
      lock.unlock();
    }
  }

  void release(Slot slot) {
    lock.lock();
    try {
      free.push(slot);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void wakeAll() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
