package io.orchagent.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.orchagent.testing.RawStream;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services with real processes, reached as by anybody. */
@QuarkusTest
class ServiceRunTest {
  private TestWorkspace owner;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
  }

  @AfterEach
  void deleted() {
    List<String> left = owner.asOwner().get(TestService.root(owner)).path("data.id");
    left.forEach(id -> owner.asOwner().delete(TestService.root(owner) + "/" + id));
  }

  private TestTool web(String mark) {
    return TestTool.python(owner, TestService.WEB.replace("MARK", mark));
  }

  private static void next(TestWorkspace author, TestTool tool, String mark) {
    String id = TestTool.id(author, TestTool.tool(tool.name));
    TestTool.upload(
            author, id, TestTool.zip(Map.of("main.py", TestService.WEB.replace("MARK", mark))))
        .then()
        .statusCode(200);
  }

  private static JsonPath page(TestService service) {
    return service.reach("/page").then().statusCode(200).extract().jsonPath();
  }

  @Test
  void a_web_service_is_deployed_reached_and_deleted() {
    TestSecrets.set(owner, "A_SECRET", "a value that is secret");
    TestService service =
        TestService.create(
                owner,
                web("one"),
                "env",
                Map.of("GREETING", "hello"),
                "secret_names",
                List.of("A_SECRET"))
            .awaitState("running");
    JsonPath page = page(service);
    assertThat(page.getString("mark")).isEqualTo("one");
    assertThat(page.getString("path")).isEqualTo("/page");
    assertThat(page.getString("env")).isEqualTo("hello");
    assertThat(page.getString("secret")).isEqualTo("a value that is secret");
    service
        .get()
        .body("data.health", equalTo("healthy"))
        .body("data.running_instances", equalTo(1));
    assertThat(service.events()).containsSubsequence("running", "provisioning", "created");
    await().until(() -> service.log().contains("INFO asked for /page"));
    assertThat(service.log()).contains("listening, secret ***").doesNotContain("a value");
    service.delete();
    assertThat(service.reach("/page").statusCode()).isEqualTo(404);
  }

  @Test
  void a_version_that_names_a_provider_is_given_its_key_and_told_its_model() {
    TestTool asking =
        TestTool.publish(
            owner,
            Map.of(
                "supported_providers",
                List.of("openai"),
                "default_models",
                Map.of("openai", "gpt-4o-mini")),
            Map.of("main.py", TestService.WEB));
    TestService.post(owner, TestService.body(asking))
        .statusCode(400)
        .body("error.code", equalTo("LLM_KEY_REQUIRED"));
    TestSecrets.set(owner, "OPENAI_API_KEY", "sk-first-of-the-service");
    TestSecrets.set(owner, "ANTHROPIC_API_KEY", "sk-of-another-provider");
    TestService service = TestService.create(owner, asking).awaitState("running");
    assertThat(page(service).getMap("llm"))
        .isEqualTo(
            Map.of(
                "LLM_PROVIDER", "openai",
                "LLM_MODEL", "gpt-4o-mini",
                "OPENAI_API_KEY", "sk-first-of-the-service"));
    TestSecrets.put(owner, Map.of("name", "OPENAI_API_KEY", "value", "sk-second-of-the-service"))
        .statusCode(200)
        .body("data.restarted_services", hasSize(1));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              Response page = service.reach("/page");
              return page.statusCode() == 200
                  && "sk-second-of-the-service".equals(page.path("llm.OPENAI_API_KEY"));
            });
  }

  @Test
  void an_instance_that_ends_is_back_within_three_seconds() {
    TestService service = TestService.create(owner, web("one")).awaitState("running");
    String before = page(service).getString("instance");
    Instant ended = Instant.now();
    service.reach("/crash");
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(10))
        .until(() -> service.reach("/page").statusCode() == 200);
    Duration away = Duration.between(ended, Instant.now());
    assertThat(away).isLessThan(Duration.ofSeconds(3));
    assertThat(page(service).getString("instance")).isNotEqualTo(before);
    JsonPath view =
        service.awaitView(seen -> seen.getInt("data.consecutive_restart_failures") == 1);
    assertThat(view.getInt("data.restart_count")).isEqualTo(1);
    assertThat(service.events()).containsSubsequence("restarted", "crashed");
  }

  @Test
  void what_ends_again_and_again_is_paused_until_it_is_resumed() {
    TestService service =
        TestService.create(
            owner, TestTool.python(owner, TestService.CRASHING), "max_restart_failures", 3);
    JsonPath view = service.awaitView(seen -> seen.getString("data.auto_paused_at") != null);
    assertThat(view.getString("data.state")).isEqualTo("paused");
    assertThat(view.getInt("data.consecutive_restart_failures")).isEqualTo(3);
    assertThat(view.getString("data.last_error")).contains("exit code 7").contains("giving up");
    assertThat(Collections.frequency(service.events(), "crashed")).isEqualTo(3);
    assertThat(service.events()).startsWith("crash_loop");
    service.act("resume").statusCode(200).body("data.consecutive_restart_failures", equalTo(0));
    service.awaitView(seen -> seen.getInt("data.consecutive_restart_failures") > 0);
  }

  @Test
  void a_worker_listens_nowhere_and_its_log_can_be_followed() throws IOException {
    TestService service =
        TestService.create(owner, TestTool.python(owner, TestService.WORKER)).awaitState("running");
    await().until(() -> service.log().contains("tick 2"));
    List<Map<String, String>> lines =
        owner.asOwner().get(service.path() + "/logs").then().extract().path("data.lines");
    Map<String, String> odd =
        lines.stream().filter(line -> line.get("message").equals("WARNING odd")).findFirst().get();
    assertThat(odd.get("severity")).isEqualTo("warning");
    List<String> since =
        owner
            .asOwner()
            .get(service.path() + "/logs?limit=2&since=" + odd.get("timestamp"))
            .then()
            .statusCode(200)
            .extract()
            .path("data.lines.message");
    assertThat(since).hasSize(2).startsWith("WARNING odd");
    try (RawStream stream = RawStream.get(owner, service.path() + "/logs?follow=true&limit=1")) {
      String seen = stream.until("tick 9");
      assertThat(seen).contains("event: log").contains("tick 7").contains("tick 8");
      owner.asOwner().delete(service.path());
      stream.until("event: end");
    }
  }

  /** No request fails while two instances are replaced by those of another version. */
  @Test
  void a_publish_updates_it_without_a_failed_request() throws Exception {
    TestWorkspace.asAdministrator()
        .body(Map.of("limits", Map.of("service_instances", 3)))
        .patch("/admin/workspaces/" + owner.workspaceId)
        .then()
        .statusCode(200);
    TestTool tool = web("one");
    TestService service = TestService.create(owner, tool, "min_instances", 2, "max_instances", 3);
    service.awaitView(view -> view.getInt("data.running_instances") == 2);
    AtomicBoolean over = new AtomicBoolean();
    List<Integer> failed = Collections.synchronizedList(new ArrayList<>());
    List<String> marks = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> asking =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                Response answer = service.reach("/page");
                if (answer.statusCode() == 200) {
                  marks.add(answer.path("mark"));
                } else {
                  failed.add(answer.statusCode());
                }
              }
            });
    next(owner, tool, "two");
    service.awaitView(
        view ->
            view.getString("data.agent_version").equals("v2")
                && view.getInt("data.running_instances") == 2
                && marks.size() > 100
                && newest(marks, 20).stream().allMatch("two"::equals));
    over.set(true);
    asking.get();
    assertThat(failed).isEmpty();
    assertThat(marks).contains("one", "two");
    assertThat(service.events()).contains("version_updated");
  }

  /** A copy: others are added meanwhile. */
  private static List<String> newest(List<String> marks, int count) {
    synchronized (marks) {
      return List.copyOf(marks.subList(marks.size() - count, marks.size()));
    }
  }

  @Test
  void its_key_works_while_it_runs() {
    TestService service = TestService.create(owner, web("one")).awaitState("running");
    String key = page(service).getString("key");
    // A route for people only: known, and not enough
    TestWorkspace.as(key).get("/org").then().statusCode(403);
    service.act("pause").statusCode(200);
    await().until(() -> TestWorkspace.as(key).get("/org").statusCode() == 401);
  }

  @Test
  void a_paused_one_is_not_reached_and_a_private_one_with_a_key_only() {
    TestService service =
        TestService.create(owner, web("one"), "require_key", true).awaitState("running");
    assertThat(service.reach("/page").statusCode()).isEqualTo(401);
    assertThat(owner.asOwner().get(service.address() + "/page").statusCode()).isEqualTo(200);
    service.act("pause").statusCode(200);
    assertThat(owner.asOwner().get(service.address() + "/page").statusCode()).isEqualTo(503);
    service.act("resume").statusCode(200);
    service.awaitState("running");
    assertThat(owner.asOwner().get(service.address() + "/page").statusCode()).isEqualTo(200);
  }

  @Test
  void an_entrypoint_that_is_not_there_and_a_command_that_is_none() {
    TestTool loop =
        TestTool.publish(
            owner, Map.of("run_mode", "always_on"), Map.of("bot.py", TestService.WORKER));
    TestService.create(owner, loop).awaitState("running");
    TestService wrong =
        TestService.create(
            owner,
            TestTool.python(owner, TestService.WORKER),
            "command",
            "/no/such/program",
            "max_restart_failures",
            1);
    JsonPath view = wrong.awaitView(seen -> seen.getString("data.auto_paused_at") != null);
    assertThat(view.getString("data.last_error")).isNotBlank();
    assertThat(RestAssured.get(wrong.address() + "/").statusCode()).isEqualTo(503);
  }
}
