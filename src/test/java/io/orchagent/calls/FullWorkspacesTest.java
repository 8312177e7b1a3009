package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FullWorkspacesTest {
  private final UUID workspace = UUID.randomUUID();
  private final AtomicLong now = new AtomicLong(1);
  private final List<String> told = new ArrayList<>();
  private final AtomicInteger woken = new AtomicInteger();
  private final FullWorkspaces full =
      new FullWorkspaces((topic, ignored) -> told.add(topic), now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private void refuse() {
    full.preparing(workspace);
    full.foundNone(workspace);
  }

  @Test
  void nothing_is_prepared_until_a_run_ends_and_then_one_at_a_time() {
    full.onRoom(woken::incrementAndGet);
    refuse();
    assertThat(full.closed()).containsExactly(workspace);
    assertThat(told).containsExactly("calls-full");
    pass(Duration.ofSeconds(1));
    full.ended(workspace);
    assertThat(told).containsExactly("calls-full", "calls-room");
    full.heardRoom(workspace);
    assertThat(woken).hasValue(1);
    assertThat(full.closed()).isEmpty();
    assertThat(full.oneByOne()).containsExactly(workspace);
    full.preparing(workspace);
    assertThat(full.closed()).containsExactly(workspace);
    full.heardRoom(workspace);
    full.foundRoom(workspace);
    // Two places were given back, so two calls are tried
    assertThat(full.closed()).isEmpty();
    full.preparing(workspace);
    full.foundRoom(workspace);
    assertThat(full.closed()).containsExactly(workspace);
  }

  @Test
  void as_long_as_there_is_room_one_after_the_other_is_prepared() {
    refuse();
    pass(Duration.ofSeconds(3));
    for (int i = 0; i < 5; i++) {
      assertThat(full.closed()).isEmpty();
      full.preparing(workspace);
      assertThat(full.closed()).containsExactly(workspace);
      full.foundRoom(workspace);
    }
    refuse();
    assertThat(full.closed()).containsExactly(workspace);
  }

  @Test
  void a_signal_that_was_lost_costs_a_pause() {
    refuse();
    pass(Duration.ofMillis(2_999));
    assertThat(full.closed()).containsExactly(workspace);
    pass(Duration.ofMillis(1));
    assertThat(full.closed()).isEmpty();
  }

  @Test
  void room_that_was_made_while_one_was_being_refused_is_not_missed() {
    full.preparing(workspace);
    full.ended(workspace);
    full.heardRoom(workspace);
    full.foundNone(workspace);
    assertThat(full.closed()).isEmpty();
    refuse();
    assertThat(full.closed()).containsExactly(workspace);
  }

  @Test
  void of_those_that_are_not_full_many_are_prepared_and_nobody_is_told_of_their_ends() {
    full.ended(workspace);
    full.heardRoom(workspace);
    assertThat(told).isEmpty();
    full.preparing(workspace);
    full.preparing(workspace);
    assertThat(full.closed()).isEmpty();
    assertThat(full.oneByOne()).isEmpty();
    full.foundRoom(workspace);
    full.foundRoom(workspace);
    full.closed();
    full.ended(workspace);
    assertThat(told).isEmpty();
  }

  @Test
  void one_that_was_full_long_ago_is_forgotten() {
    refuse();
    pass(Duration.ofSeconds(31));
    assertThat(full.closed()).isEmpty();
    assertThat(full.oneByOne()).isEmpty();
  }
}
