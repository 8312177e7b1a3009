package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How the places of a server are shared. */
class SlotsTest {

  private static final UUID LARGE = new UUID(0, 1);
  private static final UUID SMALL = new UUID(0, 2);
  private final BlockingQueue<UUID> admitted = new LinkedBlockingQueue<>();
  private final List<Thread> waiting = new ArrayList<>();

  @Test
  void none_has_more_than_its_share_although_there_is_room() throws Exception {
    Slots slots = new Slots(4, 2, new SlotUsers(false, 0));
    assertThat(enter(slots, LARGE)).isTrue();
    assertThat(enter(slots, LARGE)).isTrue();
    assertThat(enter(slots, LARGE)).isFalse();
    assertThat(enter(slots, SMALL)).isTrue();
    slots.leave(LARGE, 0);
    assertThat(enter(slots, LARGE)).isTrue();
  }

  @Test
  void who_has_the_fewest_running_goes_first() throws Exception {
    Slots slots = new Slots(2, 2, new SlotUsers(false, 0));
    assertThat(enter(slots, LARGE)).isTrue();
    assertThat(enter(slots, LARGE)).isTrue();
    wait(slots, LARGE);
    wait(slots, LARGE);
    wait(slots, SMALL);
    slots.leave(LARGE, 0);
    assertThat(admitted.poll(5, TimeUnit.SECONDS)).isEqualTo(SMALL);
    slots.leave(SMALL, 0);
    assertThat(admitted.poll(5, TimeUnit.SECONDS)).isEqualTo(LARGE);
    slots.leave(LARGE, 0);
    assertThat(admitted.poll(5, TimeUnit.SECONDS)).isEqualTo(LARGE);
    assertThat(slots.hasRoom()).isFalse();
    slots.leave(LARGE, 0);
    assertThat(slots.hasRoom()).isTrue();
  }

  @Test
  void who_gives_up_takes_no_place() throws Exception {
    Slots slots = new Slots(1, 1, new SlotUsers(false, 0));
    assertThat(enter(slots, LARGE)).isTrue();
    wait(slots, SMALL);
    waiting.getFirst().interrupt();
    waiting.getFirst().join();
    CancelSignal cancel = new CancelSignal();
    cancel.cancel();
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    assertThat(slots.enter(SMALL, 0, until, cancel)).isFalse();
    slots.leave(LARGE, 0);
    assertThat(admitted).isEmpty();
    assertThat(slots.hasRoom()).isTrue();
    assertThat(enter(slots, SMALL)).isTrue();
  }

  @Test
  void the_slot_that_was_used_last_comes_first() {
    Slots slots = new Slots(2, 2, new SlotUsers(false, 0));
    Slots.Slot first = slots.take();
    Slots.Slot second = slots.take();
    slots.give(second);
    slots.give(first);
    assertThat(slots.take()).isEqualTo(first);
    assertThat(slots.take()).isEqualTo(second);
    assertThat(slots.take()).isEqualTo(new Slots.Slot(2, -1));
  }

  private static boolean enter(Slots slots, UUID tenant) throws InterruptedException {
    return slots.enter(tenant, 0, System.nanoTime(), new CancelSignal());
  }

  /** Returns when the thread is in line. */
  private void wait(Slots slots, UUID tenant) {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    if (slots.enter(tenant, 0, until, new CancelSignal())) {
                      admitted.add(tenant);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    waiting.add(thread);
    Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
  }
}
