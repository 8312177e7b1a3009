package io.orchagent.platform.redis;

import io.orchagent.platform.work.Loop;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.pubsub.PubSubCommands;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells this server and all others that something happened. */
@ApplicationScoped
public class Signals {
  private static final Logger LOG = Logger.getLogger(Signals.class);
  private static final String CHANNEL = "orchagent:signals";
  private static final String ALIVE = "alive";

  private static final Duration ALIVE_EVERY = Duration.ofSeconds(5);

  /** Three of its own signals that a server did not hear: then it listens anew. */
  private static final Duration DEAF = Duration.ofSeconds(16);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final PubSubCommands<String> redis;
  private final Map<String, Consumer<String>> handlers = new ConcurrentHashMap<>();
  private final List<Runnable> gaps = new CopyOnWriteArrayList<>();
  private PubSubCommands.@Nullable RedisSubscriber subscriber;
  private volatile @Nullable Loop loop;
  private volatile long lastHeard;
  private volatile boolean away;
  private volatile long tryAgain;

  Signals(RedisDataSource redis) {
    this.redis = redis.pubsub(String.class);
  }

  /** What is to be done at a signal of this topic; it must not take long. */
  public void on(String topic, Consumer<String> handler) {
    handlers.put(topic, handler);
  }

  /** What is to be done when signals may have been missed: this server listens again. */
  public void onGap(Runnable action) {
    gaps.add(action);
  }

  /** To be sent when what it tells of is committed. */
  public void send(String topic, String word) {
    String message = topic + " " + word;
    handle(message);
    if (!away || System.nanoTime() - tryAgain >= 0) {
      Thread.ofVirtual().name("signal").start(() -> publish(message));
    }
  }

  private void publish(String message) {
    try {
      redis.publish(CHANNEL, message);
      away = false;
    } catch (RuntimeException e) {
      LOG.debugf(e, "a signal was not sent; who waits for it will look");
      tryAgain = System.nanoTime() + PAUSE.toNanos();
      away = true;
    }
  }

  /** Last of all: clients of Redis can't be made by two threads at once. */
  void open(@Observes @Priority(Loop.AFTER_ALL_ELSE) StartupEvent event) {
    loop = Loop.start("signals", ALIVE_EVERY, this::listen);
  }

  private void listen() {
    try {
      if (subscriber == null || System.nanoTime() - lastHeard > DEAF.toNanos()) {
        close();
        subscriber = redis.subscribe(CHANNEL, this::heard);
        lastHeard = System.nanoTime();
        gaps.forEach(Runnable::run);
      }
      redis.publish(CHANNEL, ALIVE);
    } catch (RuntimeException e) {
      LOG.debugf(e, "Redis carries no signals right now");
    }
  }

  private void heard(String message) {
    lastHeard = System.nanoTime();
    if (!message.equals(ALIVE)) {
      Thread.ofVirtual().name("signal").start(() -> handle(message));
    }
  }

  private void handle(String message) {
    String[] parts = message.split(" ", 2);
    Consumer<String> handler = handlers.get(parts[0]);
    if (handler == null || parts.length < 2) {
      return;
    }
    try {
      handler.accept(parts[1]);
    } catch (RuntimeException e) {
      LOG.errorf(e, "the signal %s was not handled", parts[0]);
    }
  }

  @PreDestroy
  void stop() {
    if (loop != null) {
      loop.close();
    }
    close();
  }

  private void close() {
    PubSubCommands.RedisSubscriber old = subscriber;
    subscriber = null;
    if (old != null) {
      try {
        old.unsubscribe();
      } catch (RuntimeException e) {
        LOG.debugf(e, "the old subscription is gone already");
      }
    }
  }
}
