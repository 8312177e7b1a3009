package io.orchagent.usage.reports;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs at random, written as rows and known beside them. */
final class TestRuns {
  private static final List<String> ENDED = List.of("completed", "failed", "timeout", "cancelled");
  private static final List<String> TENANTS =
      List.of("acme", "x'); drop table run; --", "t".repeat(128), "%_", "null");

  /** What is known of one. */
  record Known(
      UUID id,
      UUID caller,
      UUID author,
      UUID agentId,
      String agent,
      String version,
      String engine,
      @Nullable String provider,
      @Nullable String model,
      String trigger,
      String status,
      @Nullable String tenant,
      @Nullable Long input,
      @Nullable Long output,
      @Nullable BigDecimal cost,
      long price,
      long share,
      @Nullable Long duration,
      @Nullable Long execution,
      Instant createdAt) {
    boolean hasEnded() {
      return ENDED.contains(status);
    }
  }

  private final Sql sql;
  private final Random random;
  private final List<UUID> workspaces;
  private final List<UUID> agents = new ArrayList<>();

  TestRuns(Sql sql, Random random, List<UUID> workspaces) {
    this.sql = sql;
    this.random = random;
    this.workspaces = workspaces;
    for (int i = 0; i < workspaces.size() * 4; i++) {
      agents.add(new UUID(random.nextLong(), random.nextLong()));
    }
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T> @Nullable T sometimes(T value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  /** One run of the time between the two, often on an hour or right before one. */
  Known write(Instant from, Instant to) {
    long span = Duration.between(from, to).toNanos() / 1_000;
    Instant at = from.plus(random.nextLong(span), ChronoUnit.MICROS);
    Instant hour = at.truncatedTo(random.nextBoolean() ? ChronoUnit.HOURS : ChronoUnit.DAYS);
    at =
        switch (random.nextInt(6)) {
          case 0 -> hour.isBefore(from) ? at : hour;
          case 1 -> hour.minus(1, ChronoUnit.MICROS).isBefore(from) ? at : hour.minusNanos(1_000);
          default -> at;
        };
    Known run = made(at);
    insert(run);
    return run;
  }

  private Known made(Instant at) {
    int agent = random.nextInt(agents.size());
    String engine = one(List.of("direct_llm", "code_runtime", "managed_loop"));
    boolean live = random.nextInt(20) == 0;
    String provider = sometimes(one(List.of("openai", "anthropic")));
    boolean priced = provider != null && random.nextBoolean();
    String status = live ? one(List.of("queued", "running")) : one(ENDED);
    // What is not completed is not paid
    long price = live || random.nextInt(3) == 0 ? 1 + random.nextLong(100_000) : 0;
    price = live || status.equals("completed") ? price : 0;
    // Ids are as old as the request, which may be older than the start
    UUID lowest = Ids.lowest(at.minusMillis(random.nextLong(600_000)));
    return new Known(
        new UUID(
            lowest.getMostSignificantBits(),
            lowest.getLeastSignificantBits() | (random.nextLong() >>> 2)),
        one(workspaces),
        workspaces.get(agent % workspaces.size()),
        agents.get(agent),
        "org/agent-" + agent / 2,
        agent % 2 == 0 ? "v1" : "v2",
        engine,
        provider,
        provider == null ? null : provider + "-model",
        one(List.of("api", "agent", "cron", "webhook", "manual", "replay")),
        status,
        sometimes(one(TENANTS)),
        live ? null : sometimes(random.nextLong(100_000)),
        live ? null : sometimes(random.nextLong(10_000)),
        priced && !live ? BigDecimal.valueOf(random.nextLong(1_000_000), 10) : null,
        price,
        live ? 0 : price - price / 5,
        live ? null : sometimes((long) Math.exp(random.nextDouble() * 13)),
        live ? null : sometimes(random.nextLong(300_000)),
        at);
  }

  private void insert(Known run) {
    sql.update(
        """
        insert into run (id, workspace_id, request_id, agent_id, agent_workspace_id, agent, version,
          execution_engine, endpoint, trigger, status, tenant_id, root_run_id, counts_quota,
          provider, model, input_tokens, output_tokens, cost_usd, price_cents, author_share_cents,
          duration_ms, execution_ms, created_at, completed_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, 'run', ?, ?, ?, ?, true, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
          ?)
        """,
        run.id(),
        run.caller(),
        "req_" + Ids.hex(run.id()),
        run.agentId(),
        run.author(),
        run.agent(),
        run.version(),
        run.engine(),
        run.trigger(),
        run.status(),
        run.tenant(),
        run.id(),
        run.provider(),
        run.model(),
        run.input(),
        run.output(),
        run.cost(),
        run.price(),
        run.share(),
        run.duration(),
        run.execution(),
        run.createdAt(),
        run.hasEnded() ? run.createdAt() : null);
  }

  /** The run ends as failed, long after its hour. */
  Known end(Known run) {
    sql.update(
        "update run set status = 'failed', duration_ms = 7, completed_at = clock_timestamp() where id = ?",
        run.id());
    return new Known(
        run.id(),
        run.caller(),
        run.author(),
        run.agentId(),
        run.agent(),
        run.version(),
        run.engine(),
        run.provider(),
        run.model(),
        run.trigger(),
        "failed",
        run.tenant(),
        run.input(),
        run.output(),
        run.cost(),
        0,
        0,
        7L,
        run.execution(),
        run.createdAt());
  }
}
