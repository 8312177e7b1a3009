package io.orchagent.agents.life;

import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Many versions at once: what they count together, and where they are. */
@Singleton
class LifeQueries {
  private final Sql sql;

  LifeQueries(Sql sql) {
    this.sql = sql;
  }

  /** The name of a version that may be deleted. */
  record Named(String name, boolean deleted) {}

  /** A version that is due to go for good. */
  record Due(UUID id, Instant deletedAt) {}

  /** What is left of a version that went. */
  record Gone(UUID workspaceId, String label, @Nullable String bundle) {}

  List<UUID> living(UUID workspace, String name) {
    return sql.list(
        "select id from agent where workspace_id = ? and name = ? and deleted_at is null",
        row -> row.id("id"),
        workspace,
        name);
  }

  /** People who starred any of these versions. */
  int stars(List<UUID> versions) {
    return count(
        "select count(distinct user_id) as total from agent_star where agent_id = any (?)",
        (Object) array(versions));
  }

  int forks(List<UUID> versions) {
    return count(
        "select coalesce(sum(fork_count), 0) as total from agent where id = any (?)",
        (Object) array(versions));
  }

  void delete(List<UUID> versions, Instant now) {
    sql.update(
        "update agent set deleted_at = ?, updated_at = ? where id = any (?)",
        now,
        now,
        array(versions));
  }

  Optional<Named> named(UUID workspace, UUID id) {
    return sql.first(
        "select name, deleted_at is not null as deleted from agent"
            + " where workspace_id = ? and id = ?",
        row -> new Named(row.text("name"), row.flag("deleted")),
        workspace,
        id);
  }

  /**
   * Brings back what was deleted after a moment.
   *
   * @param only null for all versions of the name
   */
  List<UUID> restore(UUID workspace, String name, @Nullable UUID only, Instant since, Instant now) {
    return sql.list(
        """
        update agent set deleted_at = null, updated_at = ?
        where workspace_id = ? and name = ? and deleted_at > ? and id = coalesce(?::uuid, id)
        returning id
        """,
        row -> row.id("id"),
        now,
        workspace,
        name,
        since,
        only);
  }

  /** The next that are due, after the last one seen; the longest deleted first. */
  List<Due> due(Instant before, Due last, int limit) {
    return sql.list(
        """
        select id, deleted_at from agent
        where deleted_at is not null and deleted_at < ? and (deleted_at, id) > (?, ?)
        order by deleted_at, id limit ?
        """,
        row -> new Due(row.id("id"), row.instant("deleted_at")),
        before,
        last.deletedAt(),
        last.id(),
        limit);
  }

  /** Empty when it was restored, or purged by somebody else, meanwhile. */
  Optional<Gone> purge(UUID id, Instant before) {
    return sql.first(
        """
        delete from agent where id = ? and deleted_at is not null and deleted_at < ?
        returning workspace_id, name || ' v' || version as label,
                  encode(bundle_sha256, 'hex') as bundle
        """,
        row -> new Gone(row.id("workspace_id"), row.text("label"), row.optionalText("bundle")),
        id,
        before);
  }

  /** Begins a series with its first version; false when the name is or was in use. */
  boolean begin(UUID workspace, String name) {
    return sql.update(
            "insert into agent_series (workspace_id, name, last_version) values (?, ?, 1)"
                + " on conflict do nothing",
            workspace,
            name)
        > 0;
  }

  void countFork(UUID source) {
    sql.update("update agent set fork_count = fork_count + 1 where id = ?", source);
  }

  /** Agents that a version calls and another workspace can't, like org/name@v1. */
  List<String> dependenciesOutOfSight(UUID version, UUID workspace) {
    return sql.list(
        """
        select coalesce(w.slug, 'deleted') || '/' || t.name || '@v' || t.version as reference
        from agent_dependency d
        join agent t on t.id = d.dependency_id
        left join living_workspace w on w.id = t.workspace_id
        where d.agent_id = ?
          and (w.id is null or t.deleted_at is not null
               or not (t.is_public or t.workspace_id = ?))
        order by d.position
        """,
        row -> row.text("reference"),
        version,
        workspace);
  }

  /** How many dependencies the copy has. */
  int copyDependencies(UUID source, UUID fork) {
    return sql.update(
        """
        insert into agent_dependency (agent_id, dependency_id, position)
        select ?, dependency_id, position from agent_dependency where agent_id = ?
        """,
        fork,
        source);
  }

  boolean isInstalling(UUID workspace, String name) {
    return count(
            "select count(*) as total from agent where workspace_id = ? and name = ?"
                + " and bundle_status = 'processing'",
            workspace,
            name)
        > 0;
  }

  /** All versions of a name, also those that are deleted. */
  List<UUID> all(UUID workspace, String name) {
    return sql.list(
        "select id from agent where workspace_id = ? and name = ?",
        row -> row.id("id"),
        workspace,
        name);
  }

  /**
   * Makes a series under the same name in another workspace; false when the name is or was in use
   * there. A name that went away from there, and that nobody used since, may come back.
   */
  boolean moveSeries(UUID from, UUID to, String name) {
    return sql.update(
            """
            insert into agent_series (workspace_id, name, last_version, allowed_hosts)
            select ?, name, last_version, allowed_hosts from agent_series
            where workspace_id = ? and name = ?
            on conflict (workspace_id, name) do update
              set last_version = excluded.last_version, allowed_hosts = excluded.allowed_hosts,
                  moved_at_version = null
              where agent_series.last_version = agent_series.moved_at_version
            """,
            to,
            from,
            name)
        > 0;
  }

  /** The name stays taken where it was: its numbers are never used again. */
  void move(UUID from, UUID to, String name, Instant now) {
    sql.update(
        "update agent set workspace_id = ?, updated_at = ? where workspace_id = ? and name = ?",
        to,
        now,
        from,
        name);
    sql.update(
        "update agent_series set moved_at_version = last_version"
            + " where workspace_id = ? and name = ?",
        from,
        name);
  }

  private int count(String statement, Object... values) {
    return sql.first(statement, row -> Math.toIntExact(row.number("total")), values).orElseThrow();
  }

  private static UUID[] array(List<UUID> ids) {
    return ids.toArray(UUID[]::new);
  }
}
