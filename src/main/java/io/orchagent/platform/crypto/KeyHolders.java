package io.orchagent.platform.crypto;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Tells the other servers which master keys this one holds. */
@ApplicationScoped
public class KeyHolders {
  private static final Logger LOG = Logger.getLogger(KeyHolders.class);

  /** Servers that were not heard of for so long are no longer asked for. */
  private static final int SILENT_SECONDS = 60;

  private final Sql sql;
  private final MasterKeys masters;
  private final UUID server = Ids.newId();

  KeyHolders(Sql sql, MasterKeys masters) {
    this.sql = sql;
    this.masters = masters;
  }

  /** A server that is up, and the ids of its keys. */
  public record Holder(String host, List<String> masterKeyIds, Instant seenAt) {}

  @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void beat() {
    try {
      announce();
    } catch (RuntimeException e) {
      LOG.debugf(e, "PostgreSQL is away; this server tells its keys when it is back");
    }
  }

  void announce() {
    sql.update(
        """
        insert into key_holder (server_id, host, master_key_ids)
        values (?, ?, string_to_array(?, ','))
        on conflict (server_id) do update set seen_at = clock_timestamp()
        """,
        server,
        host(),
        String.join(",", masters.ids()));
    sql.update("delete from key_holder where seen_at < clock_timestamp() - interval '1 day'");
  }

  void onStop(@Observes ShutdownEvent event) {
    leave();
  }

  void leave() {
    try {
      sql.update("delete from key_holder where server_id = ?", server);
    } catch (RuntimeException e) {
      LOG.debugf(e, "its row goes when it is old");
    }
  }

  /** The servers that are up. */
  List<Holder> living() {
    return sql.list(
        """
        select host, array_to_string(master_key_ids, ',') as ids, seen_at from key_holder
        where seen_at > clock_timestamp() - make_interval(secs => ?) order by host, server_id
        """,
        row ->
            new Holder(
                row.text("host"), List.of(row.text("ids").split(",")), row.instant("seen_at")),
        SILENT_SECONDS);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
