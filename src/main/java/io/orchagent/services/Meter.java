package io.orchagent.services;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Counts how long instances are up, by the clock of the database, each moment once. */
@Singleton
class Meter {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Sql sql;
  private final InstanceRows instances;
  private final ComputeConfig prices;
  private final ServicesConfig config;
  private long next = System.nanoTime();

  Meter(Sql sql, InstanceRows instances, ComputeConfig prices, ServicesConfig config) {
    this.sql = sql;
    this.instances = instances;
    this.prices = prices;
    this.config = config;
  }

  /** Now and then. */
  void round(List<HostedService> owned) {
    if (System.nanoTime() - next < 0) {
      return;
    }
    next = System.nanoTime() + EVERY.toNanos();
    UUID[] services = owned.stream().map(HostedService::id).toArray(UUID[]::new);
    instances.settle(services, config.settledAfter().toMillis() / 1000.0);
    count();
  }

  /** All that is not counted yet, whoever owned it; what another server counts now is left out. */
  void count() {
    QuarkusTransaction.requiringNew().run(this::countDue);
  }

  private static final String COUNT =
      """
      with due as (
        select i.service_id, i.instance, i.metered_until as began,
               greatest(i.metered_until, coalesce(
                 i.ended_at, least(clock_timestamp(), s.owned_until))) as until
        from service_instance i join service s on s.id = i.service_id
        where i.ended_at is null or i.metered_until < i.ended_at
        for update of i skip locked),
      counted as (
        update service_instance i set metered_until = due.until
        from due where i.service_id = due.service_id and i.instance = due.instance
        returning i.service_id, due.began, due.until),
      hours as (
        select c.service_id, h.hour,
               sum(extract(epoch from least(c.until, h.hour + interval '1 hour')
                                      - greatest(c.began, h.hour))) as seconds
        from counted c
        cross join lateral generate_series(
          date_trunc('hour', c.began, 'UTC'), c.until, interval '1 hour') as h (hour)
        where c.until > c.began
        group by c.service_id, h.hour)
      insert into service_compute as t
        (service_id, hour, agent, workspace_id, seconds, usd)
      select s.id, hours.hour, s.agent_org || '/' || s.agent_name, s.workspace_id,
             hours.seconds, hours.seconds / 60 * ?
      from hours join service s on s.id = hours.service_id
      order by s.id, hours.hour
      on conflict (service_id, hour, agent) do update set
        seconds = t.seconds + excluded.seconds, usd = t.usd + excluded.usd
      """;

  private void countDue() {
    BigDecimal price = prices.usdPerMinute();
    sql.update(COUNT, price);
  }
}
