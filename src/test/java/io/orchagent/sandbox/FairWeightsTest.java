package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much of busy processors each run gets. */
class FairWeightsTest {

  private static final UUID LARGE = new UUID(0, 1);
  private static final UUID SMALL = new UUID(0, 2);

  private final Map<Integer, Integer> written = new ConcurrentHashMap<>();
  private final FairWeights weights =
      new FairWeights((slot, weight) -> written.put(slot.index(), weight), 4);

  @AfterEach
  void close() {
    weights.close();
  }

  @Test
  void one_run_of_a_tenant_has_the_usual_weight_and_costs_no_write() {
    weights.entered(slot(0), SMALL);
    assertThat(written).isEmpty();
  }

  @Test
  void all_runs_of_a_tenant_weigh_as_much_as_one_of_another() {
    for (int i = 0; i < 4; i++) {
      weights.entered(slot(i), LARGE);
    }
    weights.entered(slot(9), SMALL);
    weights.weigh(System.nanoTime());
    assertThat(written).isEqualTo(Map.of(0, 256, 1, 256, 2, 256, 3, 256));
  }

  @Test
  void a_long_run_weighs_less_and_the_next_in_its_slot_as_usual_again() {
    weights.entered(slot(0), SMALL);
    weights.weigh(System.nanoTime() + Duration.ofSeconds(2).toNanos());
    assertThat(written).isEqualTo(Map.of(0, 64));
    weights.left(slot(0));
    assertThat(written).isEqualTo(Map.of(0, 1024));
    weights.entered(slot(0), LARGE);
    assertThat(written).isEqualTo(Map.of(0, 1024));
  }

  @Test
  void more_runs_than_processors_get_what_nobody_else_wants_until_an_older_one_ends() {
    for (int i = 0; i < 6; i++) {
      weights.entered(slot(i), LARGE);
    }
    weights.entered(slot(9), SMALL);
    weights.weigh(System.nanoTime());
    assertThat(written).isEqualTo(Map.of(0, 256, 1, 256, 2, 256, 3, 256, 4, 0, 5, 0));
    weights.left(slot(1));
    assertThat(written).isEqualTo(Map.of(0, 256, 1, 1024, 2, 256, 3, 256, 4, 256, 5, 0));
  }

  @Test
  void long_runs_that_are_too_many_are_idle_too() {
    for (int i = 0; i < 100; i++) {
      weights.entered(slot(i), LARGE);
    }
    weights.weigh(System.nanoTime() + Duration.ofSeconds(2).toNanos());
    assertThat(written).hasSize(100).containsEntry(0, 16).containsEntry(99, 0);
  }

  private static Slots.Slot slot(int index) {
    return new Slots.Slot(index, -1);
  }
}
