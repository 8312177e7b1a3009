package io.orchagent.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.platform.http.EventStream;
import io.orchagent.platform.http.EventStreams;
import io.orchagent.platform.work.Patience;
import io.orchagent.services.ServiceLogs.Kept;
import io.orchagent.services.runtime.ServicesConfig;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Logs as streams of events, each line one, until the client or the service goes. */
@ApplicationScoped
public class LogFollowing {
  private static final Duration PAUSE = Duration.ofMillis(400);
  private static final Duration UNREAD = Duration.ofSeconds(5);
  private static final int AT_ONCE = 500;

  /** Who may look is asked when a stream begins: so it does not last for ever. */
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final ServiceQueries queries;
  private final ServiceLogs logs;
  private final EventStreams streams;
  private final Patience patience;
  private final ServicesConfig config;
  private final ObjectMapper json;
  private final ConcurrentHashMap<UUID, Integer> followers = new ConcurrentHashMap<>();
  private final Set<CompletableFuture<Void>> open = ConcurrentHashMap.newKeySet();

  LogFollowing(
      ServiceQueries queries,
      ServiceLogs logs,
      EventStreams streams,
      Patience patience,
      ServicesConfig config,
      ObjectMapper json) {
    this.queries = queries;
    this.logs = logs;
    this.streams = streams;
    this.patience = patience;
    this.config = config;
    this.json = json;
  }

  /**
   * Answers the request under way, on this thread.
   *
   * @param place the line behind which it begins
   */
  void follow(UUID workspace, UUID service, long place) {
    int most = config.logFollowers();
    if (followers.merge(workspace, 1, Integer::sum) > most) {
      leave(workspace);
      throw ServiceErrors.tooManyFollowers(most);
    }
    CompletableFuture<Void> gone = new CompletableFuture<>();
    open.add(gone);
    try {
      EventStream stream = streams.open(Map.of(), config.logHeartbeat(), () -> gone.complete(null));
      try {
        String why = send(stream, workspace, service, place, gone);
        stream.end("end", "{\"reason\":\"" + why + "\"}", UNREAD);
      } catch (RuntimeException e) {
        stream.end("error", streams.failure(e), UNREAD);
      }
    } finally {
      open.remove(gone);
      leave(workspace);
    }
  }

  private String send(
      EventStream stream, UUID workspace, UUID service, long from, CompletableFuture<Void> gone) {
    long place = from;
    long until = System.nanoTime() + LONGEST.toNanos();
    while (System.nanoTime() - until < 0) {
      List<Kept> lines = logs.after(service, place, AT_ONCE);
      for (Kept kept : lines) {
        stream.send("log", text(kept.line()));
        place = kept.id();
      }
      if (lines.isEmpty() && queries.find(workspace, service).isEmpty()) {
        return "deleted";
      }
      if (isOver(gone, lines.size() == AT_ONCE ? Duration.ofMillis(20) : PAUSE)) {
        return "closed";
      }
    }
    return "time";
  }

  private boolean isOver(CompletableFuture<Void> gone, Duration pause) {
    try {
      // A copy: when its time is over it ends, and the one of the client goes on
      patience.await(gone.copy(), pause);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private String text(ServiceApi.Line line) {
    try {
      return json.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what is answered can be written", e);
    }
  }

  private void leave(UUID workspace) {
    followers.computeIfPresent(workspace, (id, many) -> many == 1 ? null : many - 1);
  }

  void close(@Observes ShutdownEvent event) {
    open.forEach(gone -> gone.complete(null));
  }
}
