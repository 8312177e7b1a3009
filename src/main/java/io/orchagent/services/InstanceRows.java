package io.orchagent.services;

import io.orchagent.calls.ServerInstance;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.services.runtime.Endpoint;
import io.orchagent.services.runtime.InstanceExit;
import io.orchagent.services.runtime.InstanceStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What runs of services. */
@Singleton
class InstanceRows {
  private final Sql sql;
  private final ServerInstance server;

  InstanceRows(Sql sql, ServerInstance server) {
    this.sql = sql;
    this.server = server;
  }

  /** Whether a service may start an instance now, and whether this server is its owner. */
  record Permit(boolean due, boolean owned) {}

  Permit permit(UUID service) {
    return sql.first(
            """
            select coalesce(not_before <= clock_timestamp(), true) as due,
                   owner = ? and owned_until > clock_timestamp() as owned
            from service where id = ?
            """,
            row -> new Permit(row.flag("due"), row.flag("owned")),
            server.id(),
            service)
        .orElse(new Permit(false, false));
  }

  void insert(HostedService service, String instance, byte[] keyHash) {
    sql.update(
        """
        insert into service_instance
          (service_id, instance, workspace_id, generation, server, state, key_hash)
        values (?, ?, ?, ?, ?, 'starting', ?)
        """,
        service.id(),
        instance,
        service.workspaceId(),
        service.generation(),
        server.id(),
        keyHash);
  }

  /** The state that it had, where it is another one now. */
  Optional<String> change(UUID service, InstanceStatus status) {
    String state = status.state().name().toLowerCase(Locale.ROOT);
    Endpoint endpoint = status.endpoint();
    return sql.first(
        """
        update service_instance i set
          state = ?, endpoint = ?,
          ready_at = case when ? = 'ready' then coalesce(i.ready_at, clock_timestamp())
                     else i.ready_at end
        from (select service_id, instance, state, endpoint from service_instance
              where service_id = ? and instance = ? for update) was
        where i.service_id = was.service_id and i.instance = was.instance and i.ended_at is null
          and (was.state <> ? or was.endpoint is distinct from ?)
        returning was.state
        """,
        row -> row.text("state"),
        state,
        endpoint == null ? null : endpoint.toString(),
        state,
        service,
        status.instance(),
        state,
        endpoint == null ? null : endpoint.toString());
  }

  /** False where that is known already. */
  boolean end(InstanceExit exit) {
    return sql.update(
            """
            update service_instance set ended_at = clock_timestamp(), exit_code = ?
            where service_id = ? and instance = ? and ended_at is null
            """,
            exit.exitCode(),
            exit.serviceId(),
            exit.instance())
        == 1;
  }

  /** Ends those of which this server's runtime knows nothing, and that are not about to start. */
  int endMissing(UUID service, List<String> there) {
    return sql.update(
        """
        update service_instance set ended_at = clock_timestamp()
        where service_id = ? and ended_at is null and not instance = any (?)
          and started_at < clock_timestamp() - interval '30 seconds'
        """,
        service,
        there.toArray(String[]::new));
  }

  /** The first time that one of this generation is ready: says so once. */
  boolean deployed(UUID service, long generation) {
    return sql.update(
            """
            update service set
              deployed_generation = ?, deployed_at = clock_timestamp(), last_error = null
            where id = ? and deployed_generation < ? and generation = ?
            """,
            generation,
            service,
            generation,
            generation)
        == 1;
  }

  /** What was wrong is over: it runs. */
  void recovered(UUID service) {
    sql.update(
        """
        update service set last_error = null
        where id = ? and last_error is not null and consecutive_restart_failures = 0
        """,
        service);
  }

  /** An instance ended and another takes its place; the failures in a row, with this one. */
  int failed(UUID service, String error, boolean anew) {
    return sql.first(
            """
            update service set
              consecutive_restart_failures =
                case when ? then 1 else consecutive_restart_failures + 1 end,
              last_error = ?
            where id = ? returning consecutive_restart_failures as failures
            """,
            row -> (int) row.number("failures"),
            anew,
            error,
            service)
        .orElseThrow();
  }

  void restarts(UUID service) {
    sql.update(
        """
        update service set
          restart_count = restart_count + 1, last_restart_at = clock_timestamp()
        where id = ?
        """,
        service);
  }

  void notBefore(UUID service, double seconds) {
    sql.update(
        """
        update service set not_before = clock_timestamp() + make_interval(secs => ?) where id = ?
        """,
        seconds,
        service);
  }

  /** Failures are forgotten once for each process that is up for so long. */
  int settle(UUID[] services, double seconds) {
    return sql.update(
        """
        with settled as (
          update service_instance set settled = true
          where service_id = any (?) and ended_at is null and not settled
            and started_at < clock_timestamp() - make_interval(secs => ?)
          returning service_id)
        update service set consecutive_restart_failures = 0
        where id in (select service_id from settled) and consecutive_restart_failures > 0
        """,
        services,
        seconds);
  }

  /**
   * The service of a name and what takes requests, the longest ready first; a row for each of them,
   * and one without where there is none.
   */
  List<Reached> reached(String org, String name) {
    return sql.list(
        """
        select s.id, s.workspace_id, s.require_key, s.desired_state, i.endpoint
        from service s join living_workspace w on w.id = s.workspace_id
        left join service_instance i
          on i.service_id = s.id and i.ended_at is null and i.state = 'ready'
             and i.endpoint is not null
        where w.slug = ? and s.name = ? and s.deleted_at is null
        order by i.ready_at
        """,
        row ->
            new Reached(
                row.id("id"),
                row.id("workspace_id"),
                row.flag("require_key"),
                row.text("desired_state"),
                row.optionalText("endpoint")),
        org,
        name);
  }

  /** One instance of a service that is reached. */
  record Reached(
      UUID serviceId,
      UUID workspaceId,
      boolean requireKey,
      String desired,
      @Nullable String endpoint) {}

  /** Deletes some that ended before that; how many. */
  int purge(Instant before, int many) {
    return sql.update(
        """
        delete from service_instance where (service_id, instance) in (
          select service_id, instance from service_instance where ended_at < ?
          order by ended_at limit ? for update skip locked)
        """,
        before,
        many);
  }
}
