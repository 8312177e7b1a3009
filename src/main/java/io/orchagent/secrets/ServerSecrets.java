package io.orchagent.secrets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.redis.Signals;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The secrets that the server itself uses, still sealed, remembered for a moment: each call of a
 * language model asks for them. A change counts at once on the server that made it, on others when
 * they hear of it through Redis, and without that after five seconds.
 */
@Singleton
class ServerSecrets {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final String SIGNAL = "secrets";

  private final SecretQueries queries;
  private final Signals signals;

  /**
   * By workspace, then by names. Who is to forget takes the inner map away: a reader that began
   * before a change writes into the one that nobody looks at any more.
   */
  private final Cache<UUID, Map<List<String>, List<SecretQueries.Sealed>>> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(FRESH).build();

  ServerSecrets(SecretQueries queries, Signals signals) {
    this.queries = queries;
    this.signals = signals;
  }

  void listen(@Observes StartupEvent event) {
    signals.on(SIGNAL, workspace -> known.invalidate(UUID.fromString(workspace)));
    signals.onGap(known::invalidateAll);
  }

  /** Those of these names that are there. */
  List<SecretQueries.Sealed> find(UUID workspace, List<String> names) {
    Map<List<String>, List<SecretQueries.Sealed>> ofWorkspace =
        known.get(workspace, ignored -> new ConcurrentHashMap<>());
    List<SecretQueries.Sealed> there = ofWorkspace.get(names);
    if (there == null) {
      there = queries.find(workspace, names);
      ofWorkspace.put(List.copyOf(names), there);
    }
    return there;
  }

  /** After a change has committed. */
  void forget(UUID workspace) {
    signals.send(SIGNAL, workspace.toString());
  }
}
