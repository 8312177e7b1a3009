package io.orchagent.services;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.services.runtime.LogLine;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What instances wrote. Who writes lines of a service holds its lock until they are committed, so
 * that whoever has read up to a line never misses one before it.
 */
@Singleton
class ServiceLogs {
  private static final int MOST_MESSAGE = 16 * 1024;

  /** Lines of a service that one server adds before it looks for those that are too many. */
  private static final int TRIM_EVERY = 2_000;

  private final Sql sql;
  private final ServicesConfig config;
  private final ConcurrentHashMap<UUID, Integer> added = new ConcurrentHashMap<>();

  ServiceLogs(Sql sql, ServicesConfig config) {
    this.sql = sql;
    this.config = config;
  }

  /** A line and its place among those of its service. */
  record Kept(long id, ServiceApi.Line line) {}

  void add(UUID service, String instance, List<LogLine> lines) {
    if (lines.isEmpty()) {
      return;
    }
    QuarkusTransaction.requiringNew().run(() -> insert(service, instance, lines));
    if (added.merge(service, lines.size(), Integer::sum) >= TRIM_EVERY) {
      added.remove(service);
      trim(service);
    }
  }

  private void insert(UUID service, String instance, List<LogLine> lines) {
    // The last lines before a machine loses its power are worth less than the disk's time
    sql.first(
        """
        select set_config('synchronous_commit', 'off', true),
               pg_advisory_xact_lock(hashtextextended(?, 2))
        """,
        row -> true,
        service.toString());
    sql.update(
        """
        insert into service_log (service_id, instance, at, severity, message)
        select ?, ?, at, severity, message
        from unnest(?::timestamptz[], ?::text[], ?::text[]) as line (at, severity, message)
        """,
        service,
        instance,
        texts(lines, line -> line.at().toString()),
        texts(lines, line -> line.severity().name().toLowerCase(Locale.ROOT)),
        texts(lines, line -> storable(line.message())));
  }

  private static String[] texts(List<LogLine> lines, Function<LogLine, String> of) {
    return lines.stream().map(of).toArray(String[]::new);
  }

  private static String storable(String message) {
    String kept =
        message.length() <= MOST_MESSAGE ? message : message.substring(0, MOST_MESSAGE) + "…";
    return kept.replace('\0', '\uFFFD');
  }

  private void trim(UUID service) {
    sql.update(
        """
        delete from service_log where service_id = ? and id <= (
          select id from service_log where service_id = ? order by id desc offset ? limit 1)
        """,
        service,
        service,
        config.logLines());
  }

  /** The newest ones, the oldest of them first. */
  List<Kept> newest(UUID service, int limit) {
    return sql.list(
            """
            select id, at, severity, message, instance from service_log
            where service_id = ? order by id desc limit ?
            """,
            ServiceLogs::read,
            service,
            limit)
        .reversed();
  }

  /** The first ones that were written then or later. */
  List<Kept> since(UUID service, Instant since, int limit) {
    return sql.list(
        """
        select id, at, severity, message, instance from service_log
        where service_id = ? and at >= ? order by at, id limit ?
        """,
        ServiceLogs::read,
        service,
        since,
        limit);
  }

  /** The first ones behind a place. */
  List<Kept> after(UUID service, long id, int limit) {
    return sql.list(
        """
        select id, at, severity, message, instance from service_log
        where service_id = ? and id > ? order by id limit ?
        """,
        ServiceLogs::read,
        service,
        id,
        limit);
  }

  private static Kept read(Sql.Row row) throws SQLException {
    return new Kept(
        row.number("id"),
        new ServiceApi.Line(
            row.instant("at"), row.text("severity"), row.text("message"), row.text("instance")));
  }

  /**
   * The place before the first line that was written then or later; the last one of all if none.
   */
  long placeBefore(UUID service, Instant since) {
    return sql.first(
            """
            select coalesce(
              (select min(id) - 1 from service_log where service_id = ? and at >= ?),
              (select max(id) from service_log where service_id = ?),
              0) as place
            """,
            row -> row.number("place"),
            service,
            since,
            service)
        .orElseThrow();
  }

  /** Deletes some that are older than that; how many. */
  int purge(Instant before, int many) {
    return sql.update(
        """
        delete from service_log where id in (
          select l.id from service s
          cross join lateral (
            select id from service_log
            where service_id = s.id and at < ? order by at limit ?) l
          limit ?)
        """,
        before,
        many,
        many);
  }
}
