package io.orchagent.calls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How calls are streamed, and queued ones run. */
@ConfigMapping(prefix = "orchagent.calls")
public interface CallsConfig {
  /** Calls with `Prefer: respond-async`. */
  Queue queue();

  /** Calls with `Accept: text/event-stream`. */
  Stream stream();

  /** The stream of a run's events. */
  interface Stream {
    /** How often a comment is sent, so that nobody on the way takes the stream for dead. */
    @WithDefault("15s")
    Duration heartbeat();

    /** How long a client that reads nothing keeps the end of its stream in memory. */
    @WithDefault("30s")
    Duration unread();
  }

  /** The queue of calls that nobody waits for. */
  interface Queue {
    /** Queued calls that this server runs at one time; 0 leaves them to other servers. */
    @WithDefault("32")
    int workers();

    /** How often this server looks for queued calls when nobody tells it of one. */
    @WithDefault("1s")
    Duration pollInterval();

    /** How long a server that prepares a call may fall silent before another takes the call. */
    @WithDefault("20s")
    Duration lease();

    /** The longest that preparing a call may take, however alive its server is. */
    @WithDefault("10m")
    Duration longestPreparation();

    /** How often servers may die or hang while they prepare a call before it is given up. */
    @WithDefault("5")
    int attempts();
  }
}
