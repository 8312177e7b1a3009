package io.orchagent.services;

import io.orchagent.calls.ServerInstance;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.work.ProcessMark;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Which services this server looks after. A row has one owner, until {@code owned_until} by the
 * clock of the database, or until its process is seen to be gone.
 */
@Singleton
class ServiceClaims {
  /** At one time, so that servers that start together share. */
  private static final int MOST = 8;

  private final Sql sql;
  private final ServerInstance server;
  private final ServicesConfig config;
  private final String process = ProcessMark.own();

  ServiceClaims(Sql sql, ServerInstance server, ServicesConfig config) {
    this.sql = sql;
    this.server = server;
    this.config = config;
  }

  /**
   * What this server owns.
   *
   * @param sure for how long that certainly lasts, counted from before it was asked for
   * @param more whether there may be more to take
   */
  record Owned(List<HostedService> services, Duration sure, boolean more) {}

  /** Goes on owning what it owns, and takes what nobody does. */
  Owned renew() {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              prolong();
              int taken = take();
              return new Owned(owned(), sure(), taken == MOST);
            });
  }

  private void prolong() {
    double lease = seconds(config.lease());
    sql.update(
        """
        update service set owned_until = clock_timestamp() + make_interval(secs => ?)
        where owner = ? and owned_until < clock_timestamp() + make_interval(secs => ?)
          and not at_rest
        """,
        lease,
        server.id(),
        lease * 3 / 4);
  }

  private int take() {
    List<UUID> taken =
        sql.list(
            """
            update service s set
              owner = ?, owner_process = ?,
              owned_until = clock_timestamp() + make_interval(secs => ?)
            from (select id from service
                  where not at_rest and (owner is null or owner <> ?)
                    and (owner is null or owned_until < clock_timestamp()
                         or owner_process = any (?))
                  order by id limit ? for update skip locked) free
            where s.id = free.id
            returning s.id
            """,
            row -> row.id("id"),
            server.id(),
            process,
            seconds(config.lease()),
            server.id(),
            gone(),
            MOST);
    if (!taken.isEmpty()) {
      endOfOthers(taken);
    }
    return taken.size();
  }

  private String[] gone() {
    return sql
        .list(
            """
            select distinct owner_process as process from service
            where not at_rest and owner is not null and owner <> ? and owner_process <> ''
            """,
            row -> row.text("process"),
            server.id())
        .stream()
        .filter(ProcessMark::isGone)
        .toArray(String[]::new);
  }

  /** Instances that end with their server have ended with it: when, is known to the last count. */
  private void endOfOthers(List<UUID> services) {
    if (!config.runtime().equals("local")) {
      return;
    }
    sql.update(
        """
        update service_instance i set ended_at = greatest(i.metered_until, i.started_at)
        where i.service_id = any (?) and i.server <> ? and i.ended_at is null
        """,
        services.toArray(UUID[]::new),
        server.id());
  }

  private List<HostedService> owned() {
    return sql.list(
        "select "
            + HostedService.COLUMNS
            + HostedService.FROM
            + "where s.owner = ? and not s.at_rest order by s.id",
        HostedService::read,
        server.id());
  }

  private Duration sure() {
    return sql.first(
            """
            select extract(epoch from min(owned_until) - clock_timestamp()) * 1000 as millis
            from service where owner = ? and not at_rest
            """,
            row -> {
              Double millis = row.optionalReal("millis");
              return millis == null ? config.lease() : Duration.ofMillis(millis.longValue());
            },
            server.id())
        .orElseThrow();
  }

  /** Those that it looks after are nobody's from now on; nothing of them runs here any more. */
  void giveUp() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              List<UUID> mine =
                  sql.list(
                      """
                      update service set owner = null, owner_process = null, owned_until = null
                      where owner = ? returning id
                      """,
                      row -> row.id("id"),
                      server.id());
              if (!mine.isEmpty() && config.runtime().equals("local")) {
                sql.update(
                    """
                    update service_instance set ended_at = clock_timestamp()
                    where server = ? and ended_at is null
                    """,
                    server.id());
              }
            });
  }

  /**
   * Nothing of a service that is not to run does: nobody has to look after it.
   *
   * @return false where it is to run again
   */
  boolean rest(UUID service) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              boolean rests =
                  sql.update(
                          """
                          update service set
                            at_rest = true, owner = null, owner_process = null, owned_until = null
                          where id = ? and owner = ? and desired_state = 'paused'
                          """,
                          service,
                          server.id())
                      == 1;
              if (rests) {
                sql.update(
                    """
                    update service_instance set ended_at = clock_timestamp()
                    where service_id = ? and ended_at is null
                    """,
                    service);
              }
              return rests;
            });
  }

  /** Of these, those that some row wants to run, whoever owns it. */
  Set<UUID> wanted(Set<UUID> services) {
    return new HashSet<>(
        sql.list(
            "select id from service where id = any (?) and not at_rest",
            row -> row.id("id"),
            (Object) services.toArray(UUID[]::new)));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
