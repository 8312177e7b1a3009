package io.orchagent.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bounded number of residents. Their slots are numbered far behind those of runs, which they
 * share users, sockets and control groups with.
 */
final class ResidentPlaces {
  private static final int FIRST = 1_000_000;

  private final int most;
  private final SlotUsers users;
  private final Deque<Slots.Slot> free = new ArrayDeque<>();
  private int made;

  ResidentPlaces(int most, SlotUsers users) {
    this.most = most;
    this.users = users;
  }

  /**
   * A slot of its own, until it is given back.
   *
   * @throws SandboxUnavailable when all are taken
   */
  synchronized Slots.Slot take() {
    if (!free.isEmpty()) {
      return free.pop();
    }
    if (made == most) {
      throw new SandboxUnavailable(
          "This server runs all the %d instances of services that it may: stop some, add a server,"
                  .formatted(most)
              + " or raise orchagent.sandbox.resident.max.");
    }
    Slots.Slot slot = new Slots.Slot(FIRST + made, users.uid(FIRST + made));
    made++;
    return slot;
  }

  synchronized void give(Slots.Slot slot) {
    free.push(slot);
  }
}
