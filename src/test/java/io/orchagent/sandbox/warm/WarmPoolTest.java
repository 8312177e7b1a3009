package io.orchagent.sandbox.warm;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bounds and order, with things that are only counted. */
class WarmPoolTest {

  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final UUID TENANT = UUID.randomUUID();

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
    assertThat(pool.called("a", TENANT)).isFalse();
    assertThat(pool.take("b")).isEmpty();
    assertThat(pool.take("a").orElseThrow().name).isEqualTo("a1");
    assertThat(pool.take("a").orElseThrow().name).isEqualTo("a2");
    assertThat(pool.take("a")).isEmpty();
    assertThat(ended).isEmpty();
  }

  @Test
  void what_is_being_started_counts_until_it_came_or_failed() {
    WarmPool<String, Counted> pool = pool(4, 1, 100);
    assertThat(pool.called("a", TENANT)).isTrue();
    assertThat(pool.called("a", TENANT)).isFalse();
    pool.failed("a", TENANT);
    assertThat(pool.called("a", TENANT)).isTrue();
  }

  @Test
  void beyond_the_number_the_least_recently_called_goes() {
    WarmPool<String, Counted> pool = pool(2, 2, 100);
    park(pool, "a", "a1", 1);
    park(pool, "b", "b1", 1);
    pool.called("a", TENANT);
    pool.put("a", TENANT, new Counted("a2", 1));
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
    assertThat(pool.called("a", TENANT)).isTrue();
    pool.forget("a"::equals);
    pool.put("a", TENANT, new Counted("a2", 1));
    assertThat(ended).containsExactly("a1", "a2");
    assertThat(pool.size()).isZero();
  }

  @Test
  void closing_ends_all_and_keeps_nothing_that_comes_later() {
    WarmPool<String, Counted> pool = pool(9, 2, 100);
    park(pool, "a", "a1", 1);
    pool.called("a", TENANT);
    pool.close();
    pool.put("a", TENANT, new Counted("a2", 1));
    assertThat(ended).containsExactly("a1", "a2");
    assertThat(pool.called("a", TENANT)).isFalse();
  }

  @Test
  void fifty_versions_of_one_tenant_leave_the_others_their_single_ones() {
    WarmPool<String, Counted> pool = pool(8, 2, 1000);
    for (int tenant = 0; tenant < 7; tenant++) {
      park(pool, UUID.randomUUID(), "other" + tenant, "other" + tenant, 1);
    }
    for (int version = 0; version < 50; version++) {
      park(pool, TENANT, "mine" + version, "mine" + version, 1);
    }
    assertThat(ended).hasSize(49).allMatch(name -> name.startsWith("mine"));
    assertThat(pool.take("mine49").orElseThrow().name).isEqualTo("mine49");
    for (int tenant = 0; tenant < 7; tenant++) {
      assertThat(pool.take("other" + tenant).orElseThrow().name).isEqualTo("other" + tenant);
    }
  }

  @Test
  void who_comes_later_gets_a_place_of_the_one_who_has_most() {
    WarmPool<String, Counted> pool = pool(4, 2, 1000);
    UUID two = UUID.randomUUID();
    park(pool, two, "two1", "two1", 1);
    for (int version = 0; version < 3; version++) {
      park(pool, TENANT, "mine" + version, "mine" + version, 1);
    }
    for (int tenant = 0; tenant < 2; tenant++) {
      park(pool, UUID.randomUUID(), "other" + tenant, "other" + tenant, 1);
    }
    assertThat(ended).containsExactly("mine0", "mine1");
    // All have one now: the least recently called goes, whoever's it is
    park(pool, UUID.randomUUID(), "last", "last", 1);
    assertThat(ended).containsExactly("mine0", "mine1", "two1");
  }

  @Test
  void a_large_one_pushes_out_nobody_else_s_single_one() {
    WarmPool<String, Counted> pool = pool(8, 2, 100);
    park(pool, UUID.randomUUID(), "small", "small", 10);
    park(pool, UUID.randomUUID(), "middle", "middle", 40);
    park(pool, TENANT, "large0", "large0", 50);
    park(pool, TENANT, "large1", "large1", 50);
    assertThat(ended).containsExactly("large0");
    // Of those who have one each the largest goes
    park(pool, UUID.randomUUID(), "late", "late", 1);
    assertThat(ended).containsExactly("large0", "large1");
    assertThat(pool.bytes()).isEqualTo(51);
  }

  @Test
  void what_waits_for_a_key_is_anybody_s_who_calls_it() {
    WarmPool<String, Counted> pool = pool(2, 2, 100);
    UUID other = UUID.randomUUID();
    park(pool, TENANT, "a", "a1", 1);
    park(pool, other, "a", "a2", 1);
    assertThat(pool.called("a", other)).isFalse();
    park(pool, other, "b", "b1", 1);
    assertThat(ended).containsExactly("a2");
    assertThat(pool.take("a").orElseThrow().name).isEqualTo("a1");
  }

  @Test
  void no_more_are_started_for_a_tenant_than_could_wait() {
    WarmPool<String, Counted> pool = pool(2, 1, 100);
    UUID other = UUID.randomUUID();
    assertThat(pool.called("a", TENANT)).isTrue();
    assertThat(pool.called("b", TENANT)).isTrue();
    assertThat(pool.called("c", TENANT)).isFalse();
    assertThat(pool.called("c", other)).isTrue();
    pool.failed("a", TENANT);
    pool.put("b", TENANT, new Counted("b1", 1));
    assertThat(pool.starting()).isEqualTo(1);
    assertThat(pool.called("d", TENANT)).isTrue();
    assertThat(pool.called("e", TENANT)).isTrue();
    assertThat(pool.called("f", TENANT)).isFalse();
  }

  @Test
  void none_may_wait_when_the_number_is_zero() {
    assertThat(pool(0, 2, 100).called("a", TENANT)).isFalse();
  }

  private WarmPool<String, Counted> pool(int count, int perKey, long bytes) {
    return new WarmPool<>(new WarmPool.Bounds(count, perKey, bytes, IDLE), clock);
  }

  private Counted park(WarmPool<String, Counted> pool, String key, String name, long bytes) {
    return park(pool, TENANT, key, name, bytes);
  }

  private Counted park(
      WarmPool<String, Counted> pool, UUID tenant, String key, String name, long bytes) {
    Counted made = new Counted(name, bytes);
    assertThat(pool.called(key, tenant)).isTrue();
    pool.put(key, tenant, made);
    return made;
  }
}
