package io.orchagent;

import static io.orchagent.testing.TestCredits.give;
import static io.orchagent.testing.TestCredits.sell;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import io.orchagent.testing.Detour;
import io.orchagent.testing.OwnServers;
import io.orchagent.testing.PackagedApplication;
import io.orchagent.testing.SteadyLoad;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSettings;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Two servers over one PostgreSQL and one Redis, under a steady load, reached by detours. */
abstract class TwoServersUnderLoad {
  /** Of everything that is waited for: much more than it takes. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  static final int PRICE = 5;
  static final int CREDITS = 5_000 * PRICE;
  private static final String NEXT_KEY =
      Base64.getEncoder().encodeToString("a key for none but this one test".getBytes(US_ASCII));
  static final String PROGRAM =
      """
      import json, sys, time
      d = json.load(sys.stdin)
      time.sleep(d.get("sleep", 0.4))
      print("{}")
      """;

  private static final Pattern REQUEST = Pattern.compile("req_[0-9a-f]{32}");
  private static final List<PackagedApplication> LAUNCHED = new CopyOnWriteArrayList<>();

  @TempDir static Path folder;
  static OwnServers own;
  static Detour postgres;
  static Detour redis;
  static Detour models;
  static Detour stripe;
  static Detour late;
  static Detour dark;
  static volatile PackagedApplication left;
  static volatile PackagedApplication right;
  static PackagedApplication third;
  static PackagedApplication next;

  static TestWorkspace caller;
  static TestWorkspace author;
  static TestTool tool;
  static TestTool sold;
  static TestPrompt prompt;
  static TestModel model;
  static SteadyLoad load;

  @BeforeAll
  static void start() {
    own = OwnServers.start(folder.resolve("servers"));
    postgres = Detour.to(own.postgres());
    redis = Detour.to(own.redis());
    models = Detour.to(port("orchagent.llm.openai.base-url"));
    stripe = Detour.to(port("orchagent.billing.stripe.api-base"));
    late = Detour.to(own.postgres());
    dark = Detour.to(own.redis());
    left = server(postgres, redis);
    right = server(postgres, redis);
    left.awaitReady();
    right.awaitReady();
    RestAssured.baseURI = "http://127.0.0.1";
    RestAssured.port = left.port();
    caller = TestWorkspace.create();
    author = TestWorkspace.create();
    give(caller, CREDITS);
    tool = TestTool.python(caller, PROGRAM);
    sold = sell(author, PRICE, PROGRAM);
    prompt = TestPrompt.publish(caller, "Say it.");
    model = TestModel.of("openai").says("it", 3, 1);
    load = new SteadyLoad();
    List<Supplier<PackagedApplication>> both = List.of(() -> left, () -> right);
    for (int i = 0; i < 2; i++) {
      Supplier<PackagedApplication> here = both.get(i);
      Supplier<PackagedApplication> there = both.get(1 - i);
      load.repeat("program", () -> call(here.get(), "{}"));
      load.repeat("prompt", () -> at(here.get()).body(said()).post(prompt.path()).thenReturn());
      load.repeat(
          "queued",
          () ->
              at(here.get())
                  .header("Prefer", "respond-async")
                  .body("{}")
                  .post(tool.path())
                  .thenReturn());
      load.repeat("paid", () -> insisted(here, there));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    RestAssured.reset();
    load.close();
    for (PackagedApplication server : new PackagedApplication[] {left, right, third, next}) {
      if (server != null) {
        server.kill();
      }
    }
    for (Detour detour : new Detour[] {postgres, redis, models, stripe, late, dark}) {
      if (detour != null) {
        detour.close();
      }
    }
    own.close();
  }

  static int port(String key) {
    return URI.create(own.configuration().get(key)).getPort();
  }

  static PackagedApplication server(Detour postgres, Detour redis) {
    Map<String, String> configuration = new HashMap<>(own.configuration());
    configuration.computeIfPresent(
        "quarkus.datasource.jdbc.url",
        (key, url) ->
            url.replace(":" + own.postgres(), ":" + postgres.port()) + "?socketTimeout=5");
    configuration.computeIfPresent(
        "quarkus.redis.hosts", (key, url) -> url.replace(":" + own.redis(), ":" + redis.port()));
    for (String key :
        List.of("orchagent.llm.openai.base-url", "orchagent.billing.stripe.api-base")) {
      Detour way = key.contains("llm") ? models : stripe;
      configuration.computeIfPresent(
          key, (same, url) -> url.replace(":" + port(key), ":" + way.port()));
    }
    Map<String, String> environment = new HashMap<>();
    configuration.forEach(
        (key, value) ->
            environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    environment.put("ORCHAGENT_HOME", folder.resolve("home-" + TestWorkspace.unique()).toString());
    environment.put("ORCHAGENT_ADMIN_EMAIL", TestSettings.ADMIN_EMAIL);
    environment.put("ORCHAGENT_ADMIN_PASSWORD", TestSettings.ADMIN_PASSWORD);
    environment.put("ORCHAGENT_IDENTITY_PASSWORD_COST", "4");
    environment.put("ORCHAGENT_CRYPTO_NEXT_MASTER_KEY", NEXT_KEY);
    environment.put("ORCHAGENT_PLANS_FREE_CALLS_PER_DAY", "100000");
    environment.put("ORCHAGENT_PLANS_FREE_CONCURRENT_CALLS", "100");
    environment.put("ORCHAGENT_PLANS_FREE_CRON_SCHEDULES", "100");
    environment.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "3S");
    environment.put("QUARKUS_SHUTDOWN_TIMEOUT", "10S");
    PackagedApplication launched = PackagedApplication.launch(folder, environment);
    LAUNCHED.add(launched);
    return launched;
  }

  /** What any of the servers logged of a request that failed on their side. */
  static List<String> logged(String answer) throws IOException {
    List<String> lines = new ArrayList<>();
    Matcher request = REQUEST.matcher(answer);
    while (request.find()) {
      for (PackagedApplication server : LAUNCHED) {
        server.output().lines().filter(line -> line.contains(request.group())).forEach(lines::add);
      }
    }
    return lines;
  }

  static io.restassured.specification.RequestSpecification at(PackagedApplication server) {
    return caller.asOwner().port(server.port());
  }

  static Response call(PackagedApplication server, String body) {
    return at(server).body(body).post(tool.path()).thenReturn();
  }

  static Map<String, Object> said() {
    return TestPrompt.with(model);
  }

  /** Asks the other server under the same key when the first one gave no answer. */
  static Response insisted(
      Supplier<PackagedApplication> here, Supplier<PackagedApplication> there) {
    String key = TestWorkspace.unique();
    try {
      Response answer = paid(here.get(), key);
      return answer.statusCode() == 503 ? paid(there.get(), key) : answer;
    } catch (Exception e) {
      return paid(there.get(), key);
    }
  }

  static Response paid(PackagedApplication server, String key) {
    return at(server).header("Idempotency-Key", key).body("{}").post(sold.path()).thenReturn();
  }

  static <T> CompletableFuture<T> inBackground(Supplier<T> action) {
    return CompletableFuture.supplyAsync(action, task -> Thread.ofVirtual().start(task));
  }

  /** A call that runs by now; its program sleeps so long. */
  static CompletableFuture<Response> running(PackagedApplication server, int seconds) {
    return running(server, seconds, TestWorkspace.unique());
  }

  static CompletableFuture<Response> running(
      PackagedApplication server, int seconds, String tenant) {
    CompletableFuture<Response> call =
        inBackground(
            () ->
                at(server)
                    .header("X-Orchagent-Tenant", tenant)
                    .body("{\"sleep\": " + seconds + "}")
                    .post(tool.path())
                    .thenReturn());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> isRunning(tenant));
    return call;
  }

  private static boolean isRunning(String tenant) {
    return own.number("select count(*) from run where status = 'running' and tenant_id = ?", tenant)
        == 1;
  }

  static void awaitServing(PackagedApplication server) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> call(server, "{}").statusCode() == 200);
  }

  static String ended(Response answer) {
    return at(left)
        .get("/workspaces/" + caller.workspaceId + "/runs/" + answer.header("X-Run-Id"))
        .path("data.status");
  }
}
