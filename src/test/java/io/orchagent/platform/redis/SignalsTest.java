package io.orchagent.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.TestWorkspace;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SignalsTest {
  private static final String CHANNEL = "orchagent:signals";

  @Inject Signals signals;
  @Inject RedisDataSource redis;

  private final List<String> heard = new CopyOnWriteArrayList<>();

  private String topic() {
    String topic = "test-" + TestWorkspace.unique();
    signals.on(topic, heard::add);
    return topic;
  }

  @Test
  void what_is_sent_is_heard_here_at_once() {
    String topic = topic();
    signals.send(topic, "two words");
    assertThat(heard).contains("two words");
  }

  @Test
  void what_another_server_sends_is_heard() {
    String topic = topic();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              redis.pubsub(String.class).publish(CHANNEL, topic + " from afar");
              return heard.contains("from afar");
            });
    redis.pubsub(String.class).publish(CHANNEL, "nonsense");
    redis.pubsub(String.class).publish(CHANNEL, topic + " again");
    Awaitility.await().until(() -> heard.contains("again"));
  }

  @Test
  void after_the_connection_was_lost_it_listens_again() {
    String topic = topic();
    redis.execute("CLIENT", "KILL", "TYPE", "pubsub");
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              redis.pubsub(String.class).publish(CHANNEL, topic + " back");
              return heard.contains("back");
            });
  }
}
