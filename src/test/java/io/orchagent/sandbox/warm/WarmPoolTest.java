package io.orchagent.sandbox.warm;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bounds and order, with things that are only counted. */
class WarmPoolTest {

  private static final Duration IDLE = Duration.ofMinutes(5);

  private final SettableClock clock = new SettableClock();
  private final List<String> ended = new ArrayList<>();

  private final class Counted implements WarmPool.Waiting {
    private final String name;
    private final long bytes;
    private boolean alive = true;

    private Counted(String name, long bytes) {
      this.name = name;
      this.bytes = bytes;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public boolean alive() {
      return alive;
    }

    @Override
    public void end() {
      ended.add(name);
    }
  }

  @Test
  void what_waits_is_taken_once_and_in_order() {
    WarmPool<String, Counted> pool = pool(4, 2, 100);
    park(pool, "a", "a1", 1);
    park(pool, "a", "a2", 1);
    assertThat(pool.called("a")).isFalse();
    assertThat(pool.take("b")).isEmpty();
    assertThat(pool.take("a").orElseThrow().name).isEqualTo("a1");
    assertThat(pool.take("a").orElseThrow().name).isEqualTo("a2");
    assertThat(pool.take("a")).isEmpty();
    assertThat(ended).isEmpty();
  }

  @Test
  void what_is_being_started_counts_until_it_came_or_failed() {
    WarmPool<String, Counted> pool = pool(4, 1, 100);
    assertThat(pool.called("a")).isTrue();
    assertThat(pool.called("a")).isFalse();
    pool.failed("a");
    assertThat(pool.called("a")).isTrue();
  }

  @Test
  void beyond_the_number_the_least_recently_called_goes() {
    WarmPool<String, Counted> pool = pool(2, 2, 100);
    park(pool, "a", "a1", 1);
    park(pool, "b", "b1", 1);
    pool.called("a");
    pool.put("a", new Counted("a2", 1));
    assertThat(ended).containsExactly("b1");
    assertThat(pool.size()).isEqualTo(2);
  }

  @Test
  void beyond_the_memory_the_least_recently_called_goes_and_what_never_fits_is_not_kept() {
    WarmPool<String, Counted> pool = pool(9, 2, 100);
    park(pool, "a", "a1", 40);
    park(pool, "b", "b1", 40);
    park(pool, "c", "c1", 60);
    assertThat(ended).containsExactly("a1");
    assertThat(pool.bytes()).isEqualTo(100);
    park(pool, "d", "d1", 101);
    assertThat(ended).containsExactly("a1", "d1");
    assertThat(pool.bytes()).isEqualTo(100);
  }

  @Test
  void nobody_calls_any_more() {
    WarmPool<String, Counted> pool = pool(9, 2, 100);
    park(pool, "a", "a1", 1);
    clock.advance(IDLE);
    park(pool, "b", "b1", 1);
    pool.sweep();
    assertThat(ended).isEmpty();
    clock.advance(Duration.ofMillis(1));
    pool.sweep();
    assertThat(ended).containsExactly("a1");
    assertThat(pool.size()).isEqualTo(1);
  }

  @Test
  void what_ended_by_itself_is_not_given_out() {
    WarmPool<String, Counted> pool = pool(9, 2, 100);
    Counted dead = park(pool, "a", "a1", 1);
    park(pool, "a", "a2", 1);
    dead.alive = false;
    assertThat(pool.take("a").orElseThrow().name).isEqualTo("a2");
    Counted other = park(pool, "b", "b1", 1);
    other.alive = false;
    pool.sweep();
    assertThat(ended).containsExactly("a1", "b1");
  }

  @Test
  void what_was_forgotten_while_it_started_does_not_stay() {
    WarmPool<String, Counted> pool = pool(9, 2, 100);
    park(pool, "a", "a1", 1);
    assertThat(pool.called("a")).isTrue();
    pool.forget("a"::equals);
    pool.put("a", new Counted("a2", 1));
    assertThat(ended).containsExactly("a1", "a2");
    assertThat(pool.size()).isZero();
  }

  @Test
  void closing_ends_all_and_keeps_nothing_that_comes_later() {
    WarmPool<String, Counted> pool = pool(9, 2, 100);
    park(pool, "a", "a1", 1);
    pool.called("a");
    pool.close();
    pool.put("a", new Counted("a2", 1));
    assertThat(ended).containsExactly("a1", "a2");
    assertThat(pool.called("a")).isFalse();
  }

  @Test
  void none_may_wait_when_the_number_is_zero() {
    assertThat(pool(0, 2, 100).called("a")).isFalse();
  }

  private WarmPool<String, Counted> pool(int count, int perKey, long bytes) {
    return new WarmPool<>(new WarmPool.Bounds(count, perKey, bytes, IDLE), clock);
  }

  private Counted park(WarmPool<String, Counted> pool, String key, String name, long bytes) {
    Counted made = new Counted(name, bytes);
    assertThat(pool.called(key)).isTrue();
    pool.put(key, made);
    return made;
  }
}
