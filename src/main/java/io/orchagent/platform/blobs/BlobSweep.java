package io.orchagent.platform.blobs;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.platform.persistence.SqlFailure;
import io.orchagent.platform.work.Tick;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Frees bytes that nothing names: their server was killed between storing them and naming them, or
 * before it freed them. Young ones may be about to be named.
 */
@ApplicationScoped
public class BlobSweep implements Tick {
  private static final Logger LOG = Logger.getLogger(BlobSweep.class);
  private static final int BATCH = 100;

  /** How often a batch may meet somebody who names one of its blobs at that moment. */
  private static final int MEETINGS = 3;

  private final Sql sql;

  BlobSweep(Sql sql) {
    this.sql = sql;
  }

  /** A column of a feature's table that names blobs. */
  private record Reference(String table, String column) {}

  @Scheduled(
      identity = "blob-sweep",
      every = "1h",
      delayed = "10m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void hourly() {
    try {
      int freed = sweep();
      if (freed > 0) {
        LOG.infof("freed %d blobs that nothing named", freed);
      }
    } catch (RuntimeException e) {
      LOG.warnf("blobs could not be freed, the next hour tries again: %s", e.getMessage());
    }
  }

  @Override
  public String tickName() {
    return "blobs";
  }

  @Override
  public int tick() {
    return sweep();
  }

  int sweep() {
    String statement = statement(references());
    int freed = 0;
    int meetings = 0;
    while (true) {
      try {
        int some = sql.update(statement, BATCH);
        freed += some;
        if (some < BATCH) {
          return freed;
        }
      } catch (SqlFailure e) {
        if (!e.isForeignKeyViolation() || ++meetings > MEETINGS) {
          throw e;
        }
      }
    }
  }

  /**
   * All foreign keys that lead to blobs and keep them there: who names one needs to say it nowhere
   * else.
   */
  private List<Reference> references() {
    return sql.list(
        """
        select c.conrelid::regclass::text as source, quote_ident(a.attname) as field
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = 'blob'::regclass and c.confdeltype <> 'c'
        order by 1, 2
        """,
        row -> new Reference(row.text("source"), row.text("field")));
  }

  /** One that is being stored again is locked, and passed over. */
  private static String statement(List<Reference> references) {
    return """
        delete from blob where sha256 in (
          select sha256 from blob b
          where created_at < now() - interval '1 hour'
            and %s
          order by created_at limit ? for update skip locked)
        """
        .formatted(
            references.stream()
                .map(
                    each ->
                        "not exists (select from %s r where r.%s = b.sha256)"
                            .formatted(each.table(), each.column()))
                .collect(Collectors.joining("\n    and ")));
  }
}
