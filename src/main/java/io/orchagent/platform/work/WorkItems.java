package io.orchagent.platform.work;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.persistence.SqlFailure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The items of all queues. Each statement joins the transaction under way, or is its own. */
@Singleton
public class WorkItems {
  private final Sql sql;

  WorkItems(Sql sql) {
    this.sql = sql;
  }

  /**
   * An item that its owner is at.
   *
   * @param attempts how often it was claimed and not given back, this time included
   */
  public record Claim(UUID id, UUID group, int attempts) {}

  /** Due at once. */
  public void add(String queue, UUID id, UUID group) {
    sql.update("insert into work_item (id, queue, group_id) values (?, ?, ?)", id, queue, group);
  }

  /** The same of many; the ids and groups go together. */
  public void addAll(String queue, List<UUID> ids, List<UUID> groups) {
    sql.update(
        """
        insert into work_item (id, queue, group_id)
        select id, ?, group_id from unnest(?, ?) as item (id, group_id)
        """,
        queue,
        ids.toArray(UUID[]::new),
        groups.toArray(UUID[]::new));
  }

  /**
   * One item of each group in turn, the oldest first; which group begins is left to chance. Rows
   * that another claimer is looking at are passed over. The groups are found by going from one to
   * the next in the index: a group of thousands costs no more than one of few.
   */
  private static final String CLAIM =
      """
      with recursive every as (
        (select group_id from work_item where queue = ? and owner_id is null
         order by group_id limit 1)
        union all
        select (select group_id from work_item
                where queue = ? and owner_id is null and group_id > every.group_id
                order by group_id limit 1)
        from every where every.group_id is not null
      ), mine as materialized (
        select item.id from (
          select group_id from every
          where group_id is not null and group_id <> all (?)
          order by random()
        ) turn
        cross join lateral (
          select id from work_item
          where queue = ? and group_id = turn.group_id and owner_id is null
            and due_at <= clock_timestamp()
          order by id limit 1 for update skip locked
        ) item
        limit ?
      )
      update work_item set
        owner_id = ?, taken_at = clock_timestamp(), attempts = attempts + 1,
        lease_until = clock_timestamp() + make_interval(secs => ?)
      from mine where work_item.id = mine.id
      returning work_item.id, group_id, attempts
      """;

  /**
   * Groups that don't take turns as the others do.
   *
   * @param passed nothing of these is taken
   * @param single of these one item is taken at most
   */
  public record Groups(Set<UUID> passed, Set<UUID> single) {
    public static final Groups ALIKE = new Groups(Set.of(), Set.of());
  }

  /** Takes due items: round after round, one of each group. */
  public List<Claim> claim(String queue, UUID owner, int many, Groups groups, Duration lease) {
    List<Claim> taken = new ArrayList<>();
    Set<UUID> passed = new HashSet<>(groups.passed());
    while (taken.size() < many) {
      List<Claim> round;
      try {
        round = round(queue, owner, many - taken.size(), passed, lease);
      } catch (SqlFailure e) {
        if (taken.isEmpty()) {
          throw e;
        }
        // What earlier rounds took is the owner's already
        return taken;
      }
      if (round.isEmpty()) {
        break;
      }
      taken.addAll(round);
      round.stream().map(Claim::group).filter(groups.single()::contains).forEach(passed::add);
    }
    return taken;
  }

  private List<Claim> round(String queue, UUID owner, int many, Set<UUID> passed, Duration lease) {
    return sql.list(
        CLAIM,
        row -> new Claim(row.id("id"), row.id("group_id"), (int) row.number("attempts")),
        queue,
        queue,
        passed.toArray(UUID[]::new),
        queue,
        many,
        owner,
        lease.toMillis() / 1000.0);
  }

  /**
   * The owner is alive: what it is at stays its own, but for no longer than the longest time.
   *
   * @param items what it is at; what it has let go is not kept, though its name be on it
   */
  public int beat(
      String queue, UUID owner, Collection<UUID> items, Duration lease, Duration longest) {
    return sql.update(
        """
        update work_item set
          lease_until = least(clock_timestamp() + make_interval(secs => ?),
                              taken_at + make_interval(secs => ?))
        where queue = ? and owner_id = ? and id = any(?) and lease_until > clock_timestamp()
        """,
        lease.toMillis() / 1000.0,
        longest.toMillis() / 1000.0,
        queue,
        owner,
        items.toArray(UUID[]::new));
  }

  /** It is done, with the caller's transaction. False when it is no longer this owner's. */
  public boolean finish(UUID id, UUID owner) {
    return sql.update("delete from work_item where id = ? and owner_id = ?", id, owner) == 1;
  }

  /**
   * It is not done and due again after a pause.
   *
   * @param counted whether it was an attempt
   */
  public void giveBack(UUID id, UUID owner, Duration pause, boolean counted) {
    sql.update(
        """
        update work_item set
          owner_id = null, taken_at = null, lease_until = null, attempts = attempts - ?,
          due_at = clock_timestamp() + make_interval(secs => ?)
        where id = ? and owner_id = ?
        """,
        counted ? 0 : 1,
        pause.toMillis() / 1000.0,
        id,
        owner);
  }

  /** It is not to be done any more, whoever is at it. */
  public void withdraw(UUID id) {
    sql.update("delete from work_item where id = ?", id);
  }

  /** Frees what its owners left: they died, or hang. */
  public int recover(String queue) {
    return sql.update(
        """
        update work_item set owner_id = null, taken_at = null, lease_until = null
        where id in (
          select id from work_item
          where queue = ? and owner_id is not null and lease_until < clock_timestamp()
          limit 1000 for update skip locked)
        """,
        queue);
  }

  /**
   * How many of a group are not done. Until the caller's transaction ends nobody else may ask, so
   * that a limit holds under concurrency when whoever adds has asked first.
   */
  public long waitingExactly(String queue, UUID group) {
    return waitingExactly(queue, List.of(group)).get(group);
  }

  /**
   * The same of several.
   *
   * @param groups in an order that is the same for all who ask for several
   */
  public Map<UUID, Long> waitingExactly(String queue, List<UUID> groups) {
    sql.list(
        """
        select pg_advisory_xact_lock(hashtextextended('work:' || ? || ':' || group_id, 1))
        from unnest(?) as each (group_id)
        """,
        row -> true,
        queue,
        groups.toArray(UUID[]::new));
    return waiting(queue, groups);
  }

  /** How many of some groups are not done right now: a moment later there may be more. */
  public Map<UUID, Long> waiting(String queue, List<UUID> groups) {
    Map<UUID, Long> waiting = new HashMap<>();
    groups.forEach(group -> waiting.put(group, 0L));
    sql.list(
            """
            select group_id, count(*) as n from work_item
            where queue = ? and group_id = any(?) group by group_id
            """,
            row -> Map.entry(row.id("group_id"), row.number("n")),
            queue,
            groups.toArray(UUID[]::new))
        .forEach(known -> waiting.put(known.getKey(), known.getValue()));
    return waiting;
  }
}
