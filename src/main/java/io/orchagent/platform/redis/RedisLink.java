package io.orchagent.platform.redis;

import io.orchagent.platform.work.Patience;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.vertx.core.Future;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * What the way of a call asks Redis: commands of all calls follow each other on one connection,
 * without waiting for each other's answers. Not for commands that block.
 */
@Singleton
public class RedisLink {
  private final Redis redis;
  private final Patience patience;
  private final Duration timeout;
  private volatile @Nullable Future<RedisConnection> link;

  RedisLink(
      ReactiveRedisDataSource redis,
      Patience patience,
      @ConfigProperty(name = "quarkus.redis.timeout") Duration timeout) {
    this.redis = redis.getRedis().getDelegate();
    this.patience = patience;
    this.timeout = timeout;
  }

  /** Redis can't be asked, or said that it can't do it. */
  public static final class RedisFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisFailure(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** One command; null is an answer too. */
  public @Nullable Response ask(Request command) {
    return await(send(command));
  }

  /** Two commands in one round trip; their answers in their order. */
  public List<@Nullable Response> ask(Request first, Request second) {
    CompletableFuture<@Nullable Response> one = send(first);
    // Answers come in the order of the questions, so that this wait is for both
    Response last = await(send(second));
    return Arrays.asList(await(one), last);
  }

  /** A script, whose text is sent only where Redis does not know it. */
  public @Nullable Response ask(RedisScript script, List<String> keys, List<String> arguments) {
    try {
      return ask(command(Command.EVALSHA, script.sha(), keys, arguments));
    } catch (RedisFailure e) {
      if (unknownScript(e)) {
        return ask(command(Command.EVAL, script.text(), keys, arguments));
      }
      throw e;
    }
  }

  /** What one run of a script is given. */
  public record Given(List<String> keys, List<String> arguments) {}

  /** A script for several things in one round trip; the answers in their order. */
  public List<@Nullable Response> askAll(RedisScript script, List<Given> things) {
    List<CompletableFuture<@Nullable Response>> answers =
        things.stream()
            .map(
                thing ->
                    send(command(Command.EVALSHA, script.sha(), thing.keys(), thing.arguments())))
            .toList();
    List<@Nullable Response> read = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      try {
        read.add(await(answers.get(i)));
      } catch (RedisFailure e) {
        if (!unknownScript(e)) {
          throw e;
        }
        read.add(ask(script, things.get(i).keys(), things.get(i).arguments()));
      }
    }
    return read;
  }

  private static boolean unknownScript(RedisFailure failure) {
    return String.valueOf(failure.getMessage()).startsWith("NOSCRIPT");
  }

  /** One command whose answer nobody waits for right now. */
  public CompletableFuture<@Nullable Response> send(Request command) {
    return sent(connection -> connection.send(command.getDelegate()).map(RedisLink::answer));
  }

  /** The answer, at the latest when Redis should have answered. */
  public <T> T await(CompletableFuture<T> answer) {
    try {
      return patience.await(answer, timeout);
    } catch (TimeoutException e) {
      throw new RedisFailure(e);
    } catch (ExecutionException e) {
      throw new RedisFailure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisFailure(e);
    }
  }

  private static Request command(
      Command command, String script, List<String> keys, List<String> arguments) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  private static @Nullable Response answer(io.vertx.redis.client.@Nullable Response bare) {
    return bare == null ? null : Response.newInstance(bare);
  }

  private <T> CompletableFuture<T> sent(Function<RedisConnection, Future<T>> question) {
    try {
      Future<RedisConnection> now = connection();
      RedisConnection there = now.result();
      Future<T> answer = there == null ? now.compose(question) : question.apply(there);
      return answer.toCompletionStage().toCompletableFuture();
    } catch (RuntimeException e) {
      // While the server stops its event loops take nothing any more
      return CompletableFuture.failedFuture(e);
    }
  }

  private Future<RedisConnection> connection() {
    Future<RedisConnection> now = link;
    return now == null || now.failed() ? connect() : now;
  }

  private synchronized Future<RedisConnection> connect() {
    Future<RedisConnection> now = link;
    if (now != null && !now.failed()) {
      return now;
    }
    Future<RedisConnection> made = redis.connect();
    made.onSuccess(
        connection -> {
          connection.exceptionHandler(ignored -> drop(made, connection));
          connection.endHandler(ignored -> drop(made, connection));
        });
    link = made;
    return made;
  }

  /** The next command makes another one. */
  private synchronized void drop(Future<RedisConnection> made, RedisConnection connection) {
    if (made.equals(link)) {
      link = null;
      connection.close();
    }
  }
}
