package io.orchagent.platform.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The servers that one process brings along, started side by side. */
public final class LocalServers implements AutoCloseable {
  private final Optional<PostgresServer> postgres;
  private final Optional<RedisServer> redis;

  private LocalServers(Optional<PostgresServer> postgres, Optional<RedisServer> redis) {
    this.postgres = postgres;
    this.redis = redis;
  }

  /** Starts both; {@code binaries} is where the servers' programs are unpacked to. */
  public static LocalServers startBoth(Home home, Path binaries, Durability durability) {
    return start(home, binaries, durability, Needed.BOTH);
  }

  static LocalServers start(Home home, Path folder, Durability durability, Needed needed) {
    Binaries binaries = new Binaries(folder, Platform.current());
    CompletableFuture<Optional<RedisServer>> redis =
        CompletableFuture.supplyAsync(
            () ->
                needed.redis()
                    ? Optional.of(RedisServer.start(home, binaries.redisServer(), durability))
                    : Optional.empty());
    Optional<PostgresServer> postgres = Optional.empty();
    try {
      if (needed.postgres()) {
        postgres = Optional.of(PostgresServer.start(home, binaries.postgres(), durability));
      }
      return new LocalServers(postgres, redis.join());
    } catch (RuntimeException e) {
      postgres.ifPresent(server -> server.process().stop());
      redis.handle((server, failure) -> server).join().ifPresent(server -> server.process().stop());
      throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause
          ? cause
          : e;
    }
  }

  /** What the application has to be configured with to use them. */
  public Map<String, String> configuration() {
    Map<String, String> configuration = new HashMap<>();
    postgres.ifPresent(server -> configuration.putAll(server.configuration()));
    redis.ifPresent(server -> configuration.putAll(server.configuration()));
    return configuration;
  }

  /** Stops both and waits for their end. */
  @Override
  public void close() {
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(() -> redis.ifPresent(server -> server.process().stop()));
    postgres.ifPresent(server -> server.process().stop());
    stopped.join();
  }

  /** Which of the two are not configured from outside. */
  record Needed(boolean postgres, boolean redis) {
    static final Needed BOTH = new Needed(true, true);

    boolean any() {
      return postgres || redis;
    }
  }
}
