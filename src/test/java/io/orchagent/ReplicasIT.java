package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.Detour;
import io.orchagent.testing.EmbeddedServers;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.TestRedis;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several servers over one PostgreSQL and one Redis: what holds between them, when one is killed,
 * and when one loses its way to PostgreSQL or Redis. Of {@code steady} and {@code remote} neither
 * runs queued calls, so that each test says who does. Here a plan has 40 calls a day.
 */
class ReplicasIT {
  private static final String PROGRAM =
      """
      import json, os, sys, time
      d = json.load(sys.stdin)
      time.sleep(d.get("sleep", 0))
      print(json.dumps({"run": os.environ["ORCHAGENT_RUN_ID"]}))
      """;

  @TempDir static Path folder;
  private static Detour postgres;
  private static Detour redis;
  private static PackagedApplication steady;

  /** Reaches PostgreSQL and Redis by the detours. */
  private static PackagedApplication remote;

  private TestWorkspace caller;
  private TestTool tool;

  @BeforeAll
  static void start() {
    Map<String, String> configuration = EmbeddedServers.configuration();
    postgres = Detour.to(port(configuration.get("quarkus.datasource.jdbc.url").substring(5)));
    redis = Detour.to(port(configuration.get("quarkus.redis.hosts")));
    steady = server(0, Map.of()).awaitReady();
    remote =
        server(
                0,
                Map.of(
                    "QUARKUS_DATASOURCE_JDBC_URL",
                    via("quarkus.datasource.jdbc.url", postgres),
                    "QUARKUS_REDIS_HOSTS",
                    via("quarkus.redis.hosts", redis)))
            .awaitReady();
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = steady.port();
  }

  @AfterAll
  static void stop() throws Exception {
    RestAssured.reset();
    remote.kill();
    steady.close();
    postgres.close();
    redis.close();
  }

  private static int port(String address) {
    return URI.create(address).getPort();
  }

  private static String via(String key, Detour detour) {
    String address = EmbeddedServers.configuration().get(key);
    String url = address.startsWith("jdbc:") ? address.substring(5) : address;
    return address.replace(":" + port(url), ":" + detour.port());
  }

  private static PackagedApplication server(int workers, Map<String, String> further) {
    Map<String, String> environment = new HashMap<>();
    EmbeddedServers.configuration()
        .forEach(
            (key, value) ->
                environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    environment.put("ORCHAGENT_HOME", folder.resolve("home-" + TestWorkspace.unique()).toString());
    environment.put("ORCHAGENT_ADMIN_EMAIL", "root@example.com");
    environment.put("ORCHAGENT_ADMIN_PASSWORD", "tulip-orbit-kettle-93");
    environment.put("ORCHAGENT_IDENTITY_PASSWORD_COST", "4");
    environment.put("ORCHAGENT_PLANS_FREE_CALLS_PER_DAY", "40");
    environment.put("ORCHAGENT_PLANS_FREE_CONCURRENT_CALLS", "100");
    environment.put("ORCHAGENT_CALLS_QUEUE_WORKERS", Integer.toString(workers));
    environment.putAll(further);
    return PackagedApplication.launch(folder, environment);
  }

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    tool = TestTool.python(caller, PROGRAM);
  }

  private RequestSpecification at(PackagedApplication server) {
    return caller.asOwner().port(server.port());
  }

  private static <T> CompletableFuture<T> inBackground(Supplier<T> action) {
    return CompletableFuture.supplyAsync(action, task -> Thread.ofVirtual().start(task));
  }

  private String runs() {
    return "/workspaces/" + caller.workspaceId + "/runs";
  }

  private String status(String run) {
    return at(steady).get(runs() + "/" + run).path("data.status");
  }

  private long count(String status) {
    return at(steady).get(runs() + "?status=" + status).jsonPath().getLong("metadata.total");
  }

  private String awaitRunning() {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> at(steady).get(runs() + "?status=running").<String>path("data[0].id"),
            id -> id != null);
  }

  private Response call(PackagedApplication server, String body) {
    return at(server).body(body).post(tool.path()).thenReturn();
  }

  private Response keyed(PackagedApplication server, String body) {
    return at(server).header("Idempotency-Key", "k").body(body).post(tool.path()).thenReturn();
  }

  private String queue(PackagedApplication server, String body) {
    return at(server)
        .header("Prefer", "respond-async")
        .body(body)
        .post(tool.path())
        .then()
        .statusCode(202)
        .extract()
        .path("data.run_id");
  }

  @Test
  void a_cancel_reaches_a_run_on_another_server_within_a_second_also_without_redis() {
    for (boolean withRedis : new boolean[] {true, false}) {
      CompletableFuture<Response> call = inBackground(() -> call(remote, "{\"sleep\": 30}"));
      String run = awaitRunning();
      if (!withRedis) {
        redis.cut();
      }
      try {
        long asked = System.nanoTime();
        at(steady).post(runs() + "/" + run + "/cancel").then().statusCode(202);
        await().pollInterval(Duration.ofMillis(20)).until(() -> status(run).equals("cancelled"));
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        System.out.println(
            "ReplicasIT: cancelled in " + took.toMillis() + " ms, Redis " + withRedis);
        assertThat(took).isLessThan(Duration.ofMillis(1_500));
        call.join().then().statusCode(409).body("error.code", equalTo("CANCELLED"));
      } finally {
        redis.restore();
      }
    }
  }

  @Test
  void one_key_at_two_servers_at_once_runs_once() {
    List<Response> answers =
        Together.run(10, i -> keyed(i % 2 == 0 ? steady : remote, "{\"sleep\": 1}"));
    assertThat(answers).allMatch(a -> a.statusCode() == 200);
    assertThat(answers.stream().map(a -> a.path("data.run")).distinct()).hasSize(1);
    assertThat(answers.stream().filter(a -> a.path("metadata.deduplicated") == null)).hasSize(1);
    assertThat(count("completed")).isEqualTo(1);
  }

  @Test
  void forty_run_although_redis_is_flushed_and_lost_to_one_of_two_servers() throws Exception {
    List<Response> answers =
        Together.run(
            70,
            i -> {
              switch (i) {
                case 20, 40 -> TestRedis.flush();
                case 30 -> redis.cut();
                case 60 -> redis.restore();
                default -> {}
              }
              return call(i % 2 == 0 ? steady : remote, "{}");
            });
    redis.restore();
    assertThat(answers.stream().filter(a -> a.statusCode() == 200)).hasSize(40);
    assertThat(answers.stream().filter(a -> a.statusCode() == 429))
        .hasSize(30)
        .allMatch(a -> Integer.parseInt(a.header("Retry-After")) > 0);
    assertThat(call(steady, "{}").statusCode()).isEqualTo(429);
  }

  @Test
  void without_redis_calls_go_on_and_one_line_and_a_metric_say_so() throws Exception {
    await().until(() -> call(remote, "{}").statusCode() == 200);
    String before = remote.output();
    redis.cut();
    try {
      for (int i = 0; i < 3; i++) {
        call(remote, "{}").then().statusCode(200).header("X-RateLimit-Limit", "40");
      }
    } finally {
      redis.restore();
    }
    String after = remote.output().substring(before.length());
    assertThat(after.split("Redis is away", -1)).hasSize(2);
    assertThat(remote.management("/q/metrics").body())
        .containsPattern("orchagent_quota_redis_failures_total [1-9]");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                call(remote, "{}").statusCode() == 200
                    && remote.output().substring(before.length()).contains("Redis is back"));
  }

  @Test
  void without_postgresql_at_the_end_of_a_run_nothing_is_acknowledged_and_nothing_hangs()
      throws Exception {
    CompletableFuture<Response> call = inBackground(() -> keyed(remote, "{\"sleep\": 2}"));
    String run = awaitRunning();
    postgres.cut();
    try {
      call.join()
          .then()
          .statusCode(503)
          .header("X-Run-Id", run)
          .body("error.code", equalTo("UNAVAILABLE"))
          .body("error.is_retryable", equalTo(true));
      assertThat(status(run)).isNotEqualTo("completed");
      assertThat(remote.management("/q/health/ready").statusCode()).isEqualTo(503);
    } finally {
      postgres.restore();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> status(run).equals("failed"));
    keyed(steady, "{\"sleep\": 2}")
        .then()
        .statusCode(500)
        .header("X-Run-Id", run)
        .body("error.is_retryable", equalTo(false))
        .body("metadata.deduplicated", equalTo(true));
    await().atMost(Duration.ofSeconds(30)).until(() -> call(remote, "{}").statusCode() == 200);
    assertThat(count("running")).isZero();
  }

  @Test
  void what_a_killed_server_ran_ends_within_a_minute_and_is_not_run_again() throws Exception {
    PackagedApplication doomed = server(4, Map.of()).awaitReady();
    String queued = queue(steady, "{\"sleep\": 300}");
    await().atMost(Duration.ofSeconds(20)).until(() -> status(queued).equals("running"));
    CompletableFuture<Response> call =
        inBackground(
            () -> {
              try {
                return keyed(doomed, "{\"sleep\": 50}");
              } catch (Exception e) {
                // The connection was cut: the client's own exception, which nobody declares
                return null;
              }
            });
    await().until(() -> count("running") == 2);
    CompletableFuture<Response> twin = inBackground(() -> keyed(steady, "{\"sleep\": 50}"));
    doomed.kill();
    long killed = System.nanoTime();
    twin.join()
        .then()
        .statusCode(500)
        .body("error.code", equalTo("INTERNAL_ERROR"))
        .body("error.is_retryable", equalTo(false))
        .body("metadata.deduplicated", equalTo(true));
    await().atMost(Duration.ofSeconds(60)).until(() -> status(queued).equals("failed"));
    Duration took = Duration.ofNanos(System.nanoTime() - killed);
    System.out.println("ReplicasIT: dead runs ended after " + took.toMillis() + " ms");
    assertThat(took).isLessThan(Duration.ofSeconds(60));
    call.join();
    try (PackagedApplication next = server(4, Map.of()).awaitReady()) {
      String after = queue(steady, "{}");
      await().atMost(Duration.ofSeconds(20)).until(() -> status(after).equals("completed"));
      assertThat(status(queued)).isEqualTo("failed");
      assertThat(count("failed")).isEqualTo(2);
      assertThat(completed(next)).isEqualTo(1);
    }
  }

  @Test
  void what_was_accepted_by_a_server_that_is_killed_runs_once_on_those_that_are_left()
      throws Exception {
    PackagedApplication accepting = server(0, Map.of()).awaitReady();
    List<String> queued =
        IntStream.range(0, 12).mapToObj(i -> queue(accepting, "{\"sleep\": 0.2}")).toList();
    accepting.kill();
    assertThat(count("queued")).isEqualTo(12);
    try (PackagedApplication first = server(3, Map.of());
        PackagedApplication second = server(3, Map.of())) {
      first.awaitReady();
      second.awaitReady();
      await().atMost(Duration.ofSeconds(60)).until(() -> count("completed") == 12);
      assertThat(completed(first) + completed(second)).isEqualTo(12);
      for (String run : queued) {
        assertThat(at(steady).get(runs() + "/" + run).<String>path("data.output_data.run"))
            .isEqualTo(run);
      }
    }
  }

  @Test
  void of_a_full_queue_no_call_is_lost_when_one_of_two_servers_is_killed() throws Exception {
    PackagedApplication doomed = server(4, Map.of()).awaitReady();
    try (PackagedApplication other = server(4, Map.of())) {
      other.awaitReady();
      List<String> queued = new ArrayList<>();
      for (int i = 0; i < 36; i++) {
        queued.add(queue(steady, "{\"sleep\": 1}"));
      }
      await().until(() -> count("completed") > 0);
      doomed.kill();
      await().atMost(Duration.ofSeconds(90)).until(() -> count("queued") + count("running") == 0);
      long completed = count("completed");
      long failed = count("failed");
      assertThat(completed + failed).isEqualTo(queued.size());
      assertThat(failed).isLessThanOrEqualTo(4);
      assertThat(completed(other)).isLessThanOrEqualTo((double) completed);
    }
  }

  /** How many runs a server says that it completed. */
  private static double completed(PackagedApplication server) throws Exception {
    return server
        .management("/q/metrics")
        .body()
        .lines()
        .filter(
            line ->
                line.startsWith("orchagent_call_duration_seconds_count")
                    && line.contains("completed"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
