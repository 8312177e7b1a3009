package io.orchagent.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.work.WorkItems.Claim;
import io.orchagent.platform.work.WorkItems.Groups;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many claimers over the same rows: none lost, none twice. */
@QuarkusTest
class WorkItemsConcurrencyTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Inject WorkItems items;
  @Inject Sql sql;

  private String queue;

  @BeforeEach
  void fresh() {
    queue = "test-" + TestWorkspace.unique();
  }

  private UUID add(UUID group) {
    UUID id = Ids.newId();
    items.add(queue, id, group);
    return id;
  }

  private List<Claim> claim(UUID owner, int many) {
    return items.claim(queue, owner, many, Groups.ALIKE, MINUTE);
  }

  private void addMany(UUID group, int many) {
    sql.update(
        """
        insert into work_item (id, queue, group_id)
        select gen_random_uuid(), ?, ? from generate_series(1, ?)
        """,
        queue,
        group,
        many);
  }

  private long left() {
    return sql.first(
            "select count(*) as n from work_item where queue = ?", row -> row.number("n"), queue)
        .orElseThrow();
  }

  /** Claims until nothing is left; each eighth item is dropped as a dying server would. */
  private List<UUID> work(AtomicInteger dropped) {
    UUID owner = Ids.newId();
    List<UUID> done = new ArrayList<>();
    while (left() > 0) {
      for (Claim claim : items.claim(queue, owner, 25, Groups.ALIKE, Duration.ofMillis(300))) {
        if (claim.attempts() == 1 && claim.id().getLeastSignificantBits() % 8 == 0) {
          dropped.incrementAndGet();
        } else if (finish(claim.id(), owner)) {
          done.add(claim.id());
        }
      }
      items.recover(queue);
    }
    return done;
  }

  private boolean finish(UUID id, UUID owner) {
    return QuarkusTransaction.requiringNew().call(() -> items.finish(id, owner));
  }

  @Test
  void of_five_thousand_items_and_eight_claimers_none_is_lost_and_none_is_done_twice() {
    for (int group = 0; group < 10; group++) {
      addMany(Ids.newId(), 500);
    }
    AtomicInteger dropped = new AtomicInteger();
    List<UUID> done = Together.run(8, i -> work(dropped)).stream().flatMap(List::stream).toList();
    assertThat(dropped.get()).isPositive();
    assertThat(done).hasSize(5_000).doesNotHaveDuplicates();
    assertThat(left()).isZero();
  }

  @Test
  void groups_take_turns() {
    UUID crowded = Ids.newId();
    UUID small = Ids.newId();
    addMany(crowded, 1_000);
    UUID only = add(small);
    List<Claim> first = claim(Ids.newId(), 2);
    assertThat(first).extracting(Claim::group).containsExactlyInAnyOrder(crowded, small);
    assertThat(first).extracting(Claim::id).contains(only);
    assertThat(claim(Ids.newId(), 10)).hasSize(10);
  }

  @Test
  void a_group_can_be_passed_over() {
    UUID passed = Ids.newId();
    add(passed);
    UUID other = add(Ids.newId());
    assertThat(items.claim(queue, Ids.newId(), 5, new Groups(Set.of(passed), Set.of()), MINUTE))
        .extracting(Claim::id)
        .containsExactly(other);
  }

  @Test
  void of_a_group_one_item_at_a_time_can_be_taken() {
    UUID single = Ids.newId();
    addMany(single, 10);
    UUID other = Ids.newId();
    addMany(other, 10);
    assertThat(items.claim(queue, Ids.newId(), 5, new Groups(Set.of(), Set.of(single)), MINUTE))
        .extracting(Claim::group)
        .containsExactlyInAnyOrder(single, other, other, other, other);
  }

  @Test
  void thousands_of_a_group_that_is_passed_over_are_not_looked_at() {
    UUID full = Ids.newId();
    addMany(full, 5_000);
    UUID only = add(Ids.newId());
    sql.update("analyze work_item");
    long read =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  Groups groups = new Groups(Set.of(full), Set.of());
                  // What this connection read before may still be counted
                  long before = rowsRead();
                  assertThat(items.claim(queue, Ids.newId(), 5, groups, MINUTE))
                      .extracting(Claim::id)
                      .containsExactly(only);
                  return rowsRead() - before;
                });
    assertThat(read).isLessThan(100);
  }

  /** In this transaction. */
  private long rowsRead() {
    return sql.first(
            """
            select seq_tup_read + coalesce(idx_tup_fetch, 0)
              + (select sum(pg_stat_get_xact_tuples_returned(indexrelid))
                 from pg_index where indrelid = 'work_item'::regclass) as n
            from pg_stat_xact_user_tables where relname = 'work_item'
            """,
            row -> row.number("n"))
        .orElseThrow();
  }

  @Test
  void within_a_group_the_oldest_goes_first() {
    UUID group = Ids.newId();
    UUID first = add(group);
    UUID second = add(group);
    UUID owner = Ids.newId();
    assertThat(claim(owner, 1)).containsExactly(new Claim(first, group, 1));
    assertThat(claim(owner, 1)).containsExactly(new Claim(second, group, 1));
    assertThat(claim(owner, 1)).isEmpty();
  }

  @Test
  void an_owner_that_falls_silent_loses_its_items_and_can_not_finish_them() {
    UUID group = Ids.newId();
    UUID item = add(group);
    UUID silent = Ids.newId();
    UUID next = Ids.newId();
    assertThat(items.claim(queue, silent, 1, Groups.ALIKE, Duration.ZERO)).hasSize(1);
    assertThat(items.recover(queue)).isEqualTo(1);
    assertThat(claim(next, 1)).containsExactly(new Claim(item, group, 2));
    assertThat(finish(item, silent)).isFalse();
    assertThat(finish(item, next)).isTrue();
    assertThat(finish(item, next)).isFalse();
  }

  @Test
  void beats_keep_an_item_but_not_for_ever() {
    UUID item = add(Ids.newId());
    UUID owner = Ids.newId();
    claim(owner, 1);
    Set<UUID> at = Set.of(item);
    assertThat(items.beat(queue, owner, Set.of(), MINUTE, Duration.ofHours(1))).isZero();
    assertThat(items.beat(queue, owner, at, MINUTE, Duration.ofHours(1))).isEqualTo(1);
    assertThat(items.recover(queue)).isZero();
    assertThat(items.beat(queue, owner, at, MINUTE, Duration.ZERO)).isEqualTo(1);
    assertThat(items.recover(queue)).isEqualTo(1);
    assertThat(items.beat(queue, owner, at, MINUTE, Duration.ofHours(1))).isZero();
  }

  @Test
  void what_is_given_back_is_due_after_its_pause() {
    UUID group = Ids.newId();
    UUID item = add(group);
    UUID owner = Ids.newId();
    claim(owner, 1);
    items.giveBack(item, owner, MINUTE, false);
    assertThat(claim(owner, 1)).isEmpty();
    sql.update("update work_item set due_at = now() where id = ?", item);
    assertThat(claim(owner, 1)).containsExactly(new Claim(item, group, 1));
    items.giveBack(item, owner, Duration.ZERO, true);
    assertThat(claim(owner, 1)).containsExactly(new Claim(item, group, 2));
  }

  @Test
  void a_withdrawn_item_is_nobodys() {
    UUID group = Ids.newId();
    UUID item = add(group);
    UUID owner = Ids.newId();
    claim(owner, 1);
    items.withdraw(item);
    assertThat(finish(item, owner)).isFalse();
    assertThat(QuarkusTransaction.requiringNew().call(() -> items.waitingExactly(queue, group)))
        .isZero();
  }
}
