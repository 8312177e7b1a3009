package io.orchagent.platform.http.idempotency;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.ErrorKind;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.redis.Signals;
import io.orchagent.platform.work.Tick;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Keys, from their claim to their end. */
@ApplicationScoped
public class IdempotencyKeys implements Tick {
  private static final String TOPIC = "idempotency";

  /** How long a twin trusts that it will be woken before it looks by itself. */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** How many of one workspace may wait on this server: they hold their bodies, and no lease. */
  private static final int MOST_TWINS = 20;

  private static final int BATCH = 1_000;

  private final Sql sql;
  private final Signals signals;
  private final TransactionSynchronizationRegistry transaction;
  private final Clock clock;
  private final Map<UUID, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
  private final Map<UUID, AtomicInteger> waiters = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  IdempotencyKeys(
      Sql sql, Signals signals, TransactionSynchronizationRegistry transaction, Clock clock) {
    this.sql = sql;
    this.signals = signals;
    this.transaction = transaction;
    this.clock = clock;
    signals.on(TOPIC, this::ended);
  }

  /**
   * What is known of a key.
   *
   * @param subject what the first request started
   * @param answer empty while it is going on
   */
  public record Known(UUID subject, Optional<KeptAnswer> answer) {}

  private static final String GOOD = "created_at > clock_timestamp() - interval '24 hours'";

  /**
   * What an earlier request under this key came to.
   *
   * @throws io.orchagent.platform.errors.ApiException CONFLICT when it asked for something else
   */
  public Optional<Known> find(IdempotencyKey key) {
    record Row(String fingerprint, Known known) {}
    Optional<Row> row =
        sql.first(
            "select fingerprint, subject_id, status, data, rest from idempotency"
                + " where workspace_id = ? and route = ? and key = ? and "
                + GOOD,
            r -> new Row(r.text("fingerprint"), new Known(r.id("subject_id"), answer(r))),
            key.workspaceId(),
            key.route(),
            key.key());
    row.filter(r -> !r.fingerprint().equals(key.fingerprint()))
        .ifPresent(
            other -> {
              throw Errors.conflict(
                  "This Idempotency-Key was sent with another request before. Send the same"
                      + " request again, or choose a new key.");
            });
    return row.map(Row::known);
  }

  private static Optional<KeptAnswer> answer(Sql.Row row) throws SQLException {
    Integer status = row.optionalInteger("status");
    return status == null
        ? Optional.empty()
        : Optional.of(new KeptAnswer(status, row.optionalText("data"), row.text("rest")));
  }

  /**
   * The same, but as long as the first request is going on it is waited for, without a connection.
   *
   * @return without an answer when the time was up before there was one
   */
  public Optional<Known> await(IdempotencyKey key, Instant until) {
    Optional<Known> known = find(key);
    if (known.isEmpty() || known.get().answer().isPresent()) {
      return known;
    }
    AtomicInteger twins = waiters.computeIfAbsent(key.workspaceId(), ws -> new AtomicInteger());
    try {
      if (twins.incrementAndGet() > MOST_TWINS) {
        throw tooManyTwins();
      }
      return awaited(key, known, until);
    } finally {
      if (twins.decrementAndGet() == 0) {
        waiters.remove(key.workspaceId(), twins);
      }
    }
  }

  private static ApiException tooManyTwins() {
    return ApiException.of(
            ErrorKind.LIMITED,
            "RATE_LIMITED",
            "%d repeats of this workspace wait for the calls they repeat; wait for their answers."
                .formatted(MOST_TWINS))
        .retryable()
        .retryAfter(Duration.ofSeconds(1))
        .build();
  }

  private Optional<Known> awaited(IdempotencyKey key, Optional<Known> known, Instant until) {
    while (!stopping && known.filter(k -> k.answer().isEmpty()).isPresent()) {
      Duration left = Duration.between(clock.instant(), until);
      if (!left.isPositive()) {
        break;
      }
      known = look(key, known.get().subject(), left.compareTo(LOOK) < 0 ? left : LOOK);
    }
    return known;
  }

  private Optional<Known> look(IdempotencyKey key, UUID subject, Duration most) {
    CompletableFuture<Void> end =
        waiting.computeIfAbsent(subject, ignored -> new CompletableFuture<>());
    try {
      // Between the look before and this one it may have ended, with nobody to be told.
      Optional<Known> known = find(key);
      if (known.filter(k -> k.answer().isEmpty()).isEmpty()) {
        return known;
      }
      pause(end, most);
      return find(key);
    } finally {
      waiting.remove(subject, end);
    }
  }

  /** What twins wait for may run on another server, and outlast this one. */
  void stop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    waiting.values().forEach(end -> end.complete(null));
  }

  private static void pause(CompletableFuture<Void> end, Duration most) {
    try {
      end.get(Math.max(1, most.toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Then it is looked for.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Errors.unavailable("This server is shutting down; try again.");
    }
  }

  private void ended(String subject) {
    CompletableFuture<Void> end = waiting.remove(UUID.fromString(subject));
    if (end != null) {
      end.complete(null);
    }
  }

  /**
   * Takes the key in the transaction that starts the subject. A twin that does the same at this
   * moment waits for that transaction's end.
   *
   * @return false when somebody else has it: then this transaction must not be committed
   */
  public boolean claim(IdempotencyKey key, UUID subject) {
    return sql.update(
            """
            insert into idempotency (workspace_id, route, key, fingerprint, subject_id)
            values (?, ?, ?, ?, ?)
            on conflict (workspace_id, route, key) do update set
              fingerprint = excluded.fingerprint, subject_id = excluded.subject_id,
              created_at = excluded.created_at, completed_at = null, status = null, data = null,
              rest = null
            where idempotency.created_at <= clock_timestamp() - interval '24 hours'
            """,
            key.workspaceId(),
            key.route(),
            key.key(),
            key.fingerprint(),
            subject)
        == 1;
  }

  /** The subject ended so, with the caller's transaction. What was kept before stays. */
  public void end(UUID subject, KeptAnswer answer) {
    int ended =
        sql.update(
            """
            update idempotency set
              completed_at = clock_timestamp(), status = ?, data = ?, rest = ?
            where subject_id = ? and completed_at is null
            """,
            answer.status(),
            answer.data(),
            answer.rest(),
            subject);
    if (ended > 0) {
      wakeAfterCommit(subject);
    }
  }

  /** The same end for many, of which few or none have a key. */
  public void end(Collection<UUID> subjects, KeptAnswer answer) {
    sql.list(
            """
            update idempotency set
              completed_at = clock_timestamp(), status = ?, data = ?, rest = ?
            where subject_id = any (?) and completed_at is null
            returning subject_id
            """,
            row -> row.id("subject_id"),
            answer.status(),
            answer.data(),
            answer.rest(),
            subjects.toArray(UUID[]::new))
        .forEach(this::wakeAfterCommit);
  }

  /** It turned out that nothing started: as if the request had never been sent. */
  public void forget(UUID subject) {
    if (sql.update("delete from idempotency where subject_id = ?", subject) > 0) {
      wakeAfterCommit(subject);
    }
  }

  private void wakeAfterCommit(UUID subject) {
    transaction.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {}

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
              signals.send(TOPIC, subject.toString());
            }
          }
        });
  }

  @Scheduled(
      identity = "idempotency-expiry",
      every = "10m",
      delayed = "1m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void expire() {
    removeExpired();
  }

  /** How many that were. */
  int removeExpired() {
    int all = 0;
    int removed;
    do {
      removed =
          sql.update(
              """
              delete from idempotency where (workspace_id, route, key) in (
                select workspace_id, route, key from idempotency
                where created_at <= clock_timestamp() - interval '24 hours'
                order by created_at limit ? for update skip locked)
              """,
              BATCH);
      all += removed;
    } while (removed == BATCH);
    return all;
  }

  @Override
  public String tickName() {
    return "idempotency_keys";
  }

  @Override
  public int tick() {
    return removeExpired();
  }
}
