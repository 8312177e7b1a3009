import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import com.zaxxer.hikari.HikariDataSource;

/**
 * Ten thousand that are due in the same moment, of orchagent and of db-scheduler, on one
 * PostgreSQL. Started by schedules.py.
 *
 * <p>orchagent URL USER PASSWORD PATTERN MANY: copies a schedule, and sees from outside when how
 * many runs of the copies are there, which is when they are committed. db-scheduler URL USER
 * PASSWORD THREADS MANY: two schedulers whose executions do nothing but note the time.
 */
final class Schedules {
  private static final Duration AHEAD = Duration.ofSeconds(3);

  public static void main(String[] arguments) throws Exception {
    int many = Integer.parseInt(arguments[5]);
    try (Connection database =
        DriverManager.getConnection(arguments[1], arguments[2], arguments[3])) {
      if (arguments[0].equals("orchagent")) {
        orchagent(database, arguments[4], many);
      } else {
        dbScheduler(database, arguments, Integer.parseInt(arguments[4]), many);
      }
    }
  }

  /** Each lateness in milliseconds, sorted. */
  private static void tell(String what, double[] lateness, double millis) {
    System.out.printf(
        "%s: %d in %.0f ms, %.0f/s, lateness p50 %.0f ms, p99 %.0f ms%n",
        what,
        lateness.length,
        millis,
        lateness.length / millis * 1000,
        lateness[lateness.length / 2],
        lateness[(int) (lateness.length * 0.99)]);
  }

  private static void orchagent(Connection database, String pattern, int many) throws Exception {
    update(
        database,
        """
        insert into schedule (id, workspace_id, type, agent_id, agent_org, agent_name,
          agent_version, pin_version, cron_expression, timezone, overlap_policy, input, enabled,
          alert_on_failure_count, max_consecutive_failures, alert_secret, created_by)
        select gen_random_uuid(), workspace_id, type, agent_id, agent_org, agent_name,
          agent_version, pin_version, cron_expression, timezone, overlap_policy, input, true,
          alert_on_failure_count, max_consecutive_failures, alert_secret, created_by
        from schedule, generate_series(1, ?) where id = any(?::uuid[])
        """,
        many / pattern.split(",").length,
        "{" + pattern + "}");
    update(database, "analyze schedule");
    // A cron schedule is due at the beginning of a minute
    Instant due = nextMinute(database);
    update(
        database,
        "update schedule set next_run_at = ?::timestamptz where enabled and next_run_at is null"
            + " and agent_id in (select agent_id from schedule where id = any(?::uuid[]))",
        due.toString(),
        "{" + pattern + "}");
    settle(database);
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), due).toMillis()));
    double[] lateness = new double[many];
    int seen = 0;
    try (PreparedStatement count =
        database.prepareStatement(
            "select count(*) from schedule_firing where due_at = ?::timestamptz")) {
      count.setString(1, due.toString());
      while (seen < many) {
        try (ResultSet rows = count.executeQuery()) {
          rows.next();
          // Others may be due in this minute too
          int now = Math.min(many, rows.getInt(1));
          Arrays.fill(lateness, seen, now, Duration.between(due, Instant.now()).toNanos() / 1e6);
          seen = now;
        }
        Thread.sleep(10);
      }
    }
    tell("orchagent", lateness, lateness[many - 1]);
  }

  private static Instant nextMinute(Connection database) throws SQLException {
    try (ResultSet rows =
        database
            .createStatement()
            .executeQuery(
                "select extract(epoch from date_trunc('minute', clock_timestamp()"
                    + " + interval '65 s'))::bigint")) {
      rows.next();
      return Instant.ofEpochSecond(rows.getLong(1));
    }
  }

  private static void dbScheduler(Connection database, String[] access, int threads, int many)
      throws Exception {
    update(database, "drop table if exists scheduled_tasks");
    update(
        database,
        """
        create table scheduled_tasks (
          task_name text not null, task_instance text not null, task_data bytea,
          execution_time timestamptz not null, picked boolean not null, picked_by text,
          last_success timestamptz, last_failure timestamptz, consecutive_failures int,
          last_heartbeat timestamptz, version bigint not null, priority smallint,
          primary key (task_name, task_instance))
        """);
    update(database, "create index on scheduled_tasks (execution_time)");
    update(database, "create index on scheduled_tasks (last_heartbeat)");
    update(
        database, "create index on scheduled_tasks (priority desc, execution_time asc)");
    ConcurrentLinkedQueue<Instant> ran = new ConcurrentLinkedQueue<>();
    OneTimeTask<Void> nothing =
        Tasks.oneTime("nothing", Void.class).execute((instance, context) -> ran.add(Instant.now()));
    Instant due = Instant.now().plus(AHEAD);
    update(
        database,
        """
        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
        select 'nothing', i::text, ?::timestamptz, false, 1 from generate_series(1, ?) i
        """,
        due.toString(),
        many);
    update(database, "analyze scheduled_tasks");
    settle(database);
    List<Scheduler> schedulers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl(access[1]);
      pool.setUsername(access[2]);
      pool.setPassword(access[3]);
      pool.setMaximumPoolSize(Math.min(50, threads + 2));
      Scheduler scheduler =
          Scheduler.create(pool, nothing)
              .threads(threads)
              .pollUsingLockAndFetch(0.5, 4.0)
              .pollingInterval(Duration.ofMillis(100))
              .schedulerName(() -> "bench-" + pool.hashCode())
              .build();
      scheduler.start();
      schedulers.add(scheduler);
    }
    while (ran.size() < many) {
      Thread.sleep(5);
    }
    double[] lateness =
        ran.stream().mapToDouble(at -> Duration.between(due, at).toNanos() / 1e6).sorted().toArray();
    tell("db-scheduler, 2 x " + threads + " threads", lateness, lateness[lateness.length - 1]);
    System.exit(0);
  }

  /** So that no checkpoint of what was inserted falls into what is measured, where that is allowed. */
  private static void settle(Connection database) {
    try {
      update(database, "checkpoint");
    } catch (SQLException e) {
      System.out.println("no checkpoint before: " + e.getMessage());
    }
  }

  private static void update(Connection database, String statement, Object... values)
      throws SQLException {
    try (PreparedStatement prepared = database.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        prepared.setObject(i + 1, values[i]);
      }
      prepared.execute();
    }
  }
}
