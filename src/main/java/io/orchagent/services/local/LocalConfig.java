package io.orchagent.services.local;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Services as sandboxes of this machine. */
@ConfigMapping(prefix = "orchagent.services.local")
public interface LocalConfig {
  /**
   * How long an instance that does not listen on its port is waited for before it counts as ready
   * all the same: a worker never listens.
   */
  @WithDefault("5s")
  Duration listenWithin();

  /**
   * The same where an instance of the service has listened before; after it the instance is not
   * ready, and those that it should replace stay.
   */
  @WithDefault("60s")
  Duration listenAgainWithin();

  /**
   * How long an instance that is replaced keeps its open connections, while new requests go to
   * others. It ends earlier when there are none.
   */
  @WithDefault("10s")
  Duration drain();

  /**
   * How long an instance may take to end once it was told to (SIGTERM); then it is killed. Less
   * than a third of `orchagent.services.lease`, within which a server that lost its database has to
   * have stopped what another one may start.
   */
  @WithDefault("4s")
  Duration grace();

  /** Lines of log that one instance may write in a second, on average; more are dropped. */
  @WithDefault("200")
  int logLines();

  /** How many at once, after it was quiet. */
  @WithDefault("2000")
  int logBurst();

  /** Length of a line of log, in bytes; the rest of it is dropped. */
  @WithDefault("8192")
  int logLine();
}
