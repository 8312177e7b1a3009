package io.orchagent.services;

import io.orchagent.agents.Release;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.persistence.Sql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, changing and finding services. */
@Singleton
class ServiceQueries {
  private static final String SELECT = "select " + HostedService.COLUMNS + HostedService.FROM;

  /** What is deleted is shown until nothing of it runs. */
  private static final String SHOWN =
      " where s.workspace_id = ? and (s.deleted_at is null or not s.at_rest) ";

  private static final String IN_STATE =
      """
      and (?::text is null or ? = case
        when s.deleted_at is not null then 'deleting'
        when s.desired_state = 'paused' then 'paused'
        when exists (select from service_instance i
          where i.service_id = s.id and i.ended_at is null and i.state = 'ready') then 'running'
        when s.last_error is not null then 'error'
        else 'provisioning' end)
      """;

  private final Sql sql;

  ServiceQueries(Sql sql) {
    this.sql = sql;
  }

  /** Newest first. */
  List<HostedService> list(UUID workspace, @Nullable String state, PageRequest page) {
    return sql.list(
        SELECT + SHOWN + IN_STATE + " order by s.id desc limit ? offset ?",
        HostedService::read,
        workspace,
        state,
        state,
        page.limit(),
        page.offset());
  }

  long count(UUID workspace, @Nullable String state) {
    return sql.first(
            "select count(*) as n from service s" + SHOWN + IN_STATE,
            row -> row.number("n"),
            workspace,
            state,
            state)
        .orElseThrow();
  }

  Optional<HostedService> find(UUID workspace, UUID id) {
    return sql.first(SELECT + SHOWN + " and s.id = ?", HostedService::read, workspace, id);
  }

  /** One that is not deleted, and nobody else changes it until this transaction ends. */
  Optional<HostedService> lock(UUID workspace, UUID id) {
    return sql.first(
        SELECT
            + " where s.workspace_id = ? and s.id = ? and s.deleted_at is null"
            + " for no key update of s",
        HostedService::read,
        workspace,
        id);
  }

  /** The same of any workspace, also deleted: for who looks after it. */
  Optional<HostedService> lock(UUID id) {
    return sql.first(SELECT + " where s.id = ? for no key update of s", HostedService::read, id);
  }

  /** Those of a workspace that a condition of ours names, held. */
  List<HostedService> lockAll(UUID workspace, String condition, @Nullable Object... values) {
    Object[] all = new Object[values.length + 1];
    all[0] = workspace;
    System.arraycopy(values, 0, all, 1, values.length);
    return sql.list(
        SELECT
            + " where s.workspace_id = ? and s.deleted_at is null and "
            + condition
            + " order by s.id for no key update of s",
        HostedService::read,
        all);
  }

  /**
   * How many services there are. Until the caller's transaction ends nobody else may ask, so that a
   * limit holds when whoever makes one has asked first.
   */
  long countExactly(UUID workspace) {
    sql.first(
        "select pg_advisory_xact_lock(hashtextextended(?, 1))",
        row -> true,
        "services:" + workspace);
    return sql.first(
            "select count(*) as n from service where workspace_id = ? and deleted_at is null",
            row -> row.number("n"),
            workspace)
        .orElseThrow();
  }

  /** False when the name is taken. */
  boolean insert(
      UUID id,
      UUID workspace,
      UUID creator,
      String name,
      Release release,
      ServiceDraft draft,
      byte[] sealedAlertSecret) {
    HostedService.Settings set = draft.settings();
    return sql.update(
            """
            insert into service
              (id, workspace_id, name, agent_id, agent_org, agent_name, agent_version, auto_update,
               command, args, env, secret_names, min_instances, max_instances, require_key,
               max_restart_failures, alert_webhook_url, alert_secret, desired_state, created_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?)
            on conflict (workspace_id, name) where deleted_at is null do nothing
            """,
            id,
            workspace,
            name,
            release.id(),
            release.org(),
            release.name(),
            release.version(),
            draft.autoUpdate(),
            set.command(),
            set.args().toArray(String[]::new),
            set.env(),
            set.secretNames().toArray(String[]::new),
            set.minInstances(),
            set.maxInstances(),
            set.requireKey(),
            set.maxRestartFailures(),
            set.alertUrl(),
            sealedAlertSecret,
            creator)
        == 1;
  }

  /**
   * Other settings.
   *
   * @param anew whether what runs no longer fits
   */
  void update(UUID id, ServiceDraft draft, boolean anew) {
    HostedService.Settings set = draft.settings();
    sql.update(
        """
        update service set
          auto_update = ?, env = ?, secret_names = ?, min_instances = ?, max_instances = ?,
          require_key = ?, max_restart_failures = ?, alert_webhook_url = ?,
          generation = generation + ?, updated_at = clock_timestamp(),
          not_before = case when ? then null else not_before end,
          last_error = case when ? then null else last_error end
        where id = ?
        """,
        draft.autoUpdate(),
        set.env(),
        set.secretNames().toArray(String[]::new),
        set.minInstances(),
        set.maxInstances(),
        set.requireKey(),
        set.maxRestartFailures(),
        set.alertUrl(),
        anew ? 1 : 0,
        anew,
        anew,
        id);
  }

  void setAlertSecret(UUID id, byte[] sealed) {
    sql.update(
        "update service set alert_secret = ?, updated_at = clock_timestamp() where id = ?",
        sealed,
        id);
  }

  /** New instances in place of those that run, with the failures forgotten. */
  void restart(UUID id) {
    sql.update(
        """
        update service set
          generation = generation + 1, consecutive_restart_failures = 0, not_before = null,
          last_error = null, restart_count = restart_count + 1,
          last_restart_at = clock_timestamp(), updated_at = clock_timestamp()
        where id = ?
        """,
        id);
  }

  void move(UUID id, UUID version, int number) {
    sql.update(
        """
        update service set
          agent_id = ?, agent_version = ?, generation = generation + 1,
          consecutive_restart_failures = 0, not_before = null, last_error = null,
          updated_at = clock_timestamp()
        where id = ?
        """,
        version,
        number,
        id);
  }

  void resume(UUID id) {
    sql.update(
        """
        update service set
          desired_state = 'running', at_rest = false, generation = generation + 1,
          consecutive_restart_failures = 0, not_before = null, auto_paused_at = null,
          last_error = null, updated_at = clock_timestamp()
        where id = ?
        """,
        id);
  }

  /**
   * Nothing of it shall run.
   *
   * @param itself whether failures did it
   */
  void pause(UUID id, boolean itself) {
    sql.update(
        """
        update service set
          desired_state = 'paused', updated_at = clock_timestamp(),
          auto_paused_at = case when ? then clock_timestamp() else auto_paused_at end
        where id = ?
        """,
        itself,
        id);
  }

  void delete(UUID id) {
    sql.update(
        """
        update service set
          desired_state = 'paused', deleted_at = clock_timestamp(), at_rest = false,
          updated_at = clock_timestamp()
        where id = ?
        """,
        id);
  }
}
