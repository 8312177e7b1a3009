package io.orchagent.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RedisLinkTest {
  private static final RedisScript SECOND = RedisScript.of("return {KEYS[1], ARGV[1]}");

  @Inject RedisLink link;
  @Inject RedisDataSource redis;

  private String echo(String word) {
    return Objects.requireNonNull(link.ask(Request.cmd(Command.ECHO).arg(word))).toString();
  }

  @Test
  void of_thousands_at_once_each_gets_its_own_answer() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> all =
          IntStream.range(0, 5_000).<Callable<String>>mapToObj(i -> () -> echo("n" + i)).toList();
      List<Future<String>> answers = threads.invokeAll(all);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo("n" + i);
      }
    }
  }

  @Test
  void answers_of_one_round_trip_come_in_their_order_and_nothing_is_one_of_them() {
    List<Response> answers =
        link.ask(
            Request.cmd(Command.GET).arg("none:" + UUID.randomUUID()),
            Request.cmd(Command.ECHO).arg("second"));
    assertThat(answers.get(0)).isNull();
    assertThat(answers.get(1).toString()).isEqualTo("second");
  }

  @Test
  void a_script_that_redis_does_not_know_any_more_is_sent_again() {
    assertThat(second()).isEqualTo("b");
    redis.execute("SCRIPT", "FLUSH");
    assertThat(second()).isEqualTo("b");
    assertThat(second()).isEqualTo("b");
  }

  private String second() {
    return Objects.requireNonNull(link.ask(SECOND, List.of("a"), List.of("b"))).get(1).toString();
  }

  @Test
  void what_redis_refuses_is_told_in_its_words_and_ends_nothing_else() {
    RedisScript wrong = RedisScript.of("return redis.call('NONE')");
    assertThatThrownBy(() -> link.ask(wrong, List.of(), List.of()))
        .isInstanceOf(RedisLink.RedisFailure.class)
        .hasMessageContaining("ERR");
    assertThat(echo("still there")).isEqualTo("still there");
  }

  @Test
  void after_a_lost_connection_there_is_a_new_one() {
    String id = Objects.requireNonNull(link.ask(Request.cmd(Command.CLIENT).arg("ID"))).toString();
    redis.execute("CLIENT", "KILL", "ID", id);
    // The loss may be noticed by the next question only
    String answer;
    try {
      answer = echo("first");
    } catch (RedisLink.RedisFailure lost) {
      answer = echo("first");
    }
    assertThat(answer).isEqualTo("first");
  }
}
