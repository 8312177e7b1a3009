package io.orchagent.schedules;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.platform.crypto.Hmac;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WebhookResourceTest {
  private static final String SIGNED = "{\"a\": 1}";

  private TestWorkspace owner;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    tool = TestSchedule.tool(owner);
  }

  private TestSchedule webhook(Object... more) {
    return TestSchedule.create(owner, TestSchedule.webhook(tool, more));
  }

  private static String path(TestSchedule schedule) {
    return URI.create(schedule.created.getString("data.webhook_url")).getPath();
  }

  private static String secret(TestSchedule schedule) {
    return path(schedule).substring(path(schedule).lastIndexOf('/') + 1);
  }

  private static RequestSpecification json() {
    return given().contentType("application/json");
  }

  private static ValidatableResponse send(TestSchedule schedule, String body) {
    return json().body(body).post(path(schedule)).then();
  }

  @Test
  void a_body_goes_over_the_default_input() {
    TestSchedule schedule = webhook("input_data", Map.of("a", 1, "b", Map.of("c", 2)));
    assertThat(schedule.created.getString("data.webhook_url"))
        .contains("/webhooks/" + schedule.id + "/whs_");
    send(schedule, "{\"b\": 3, \"d\": [true]}")
        .statusCode(200)
        .body("data.status", equalTo("success"))
        .body("data.output", equalTo(Map.of("a", 1, "b", 3, "d", List.of(true))))
        .body("data.error", nullValue())
        .body("data.deduplicated", equalTo(false));
    send(schedule, "null").body("data.output.a", equalTo(1)).body("data.output.data", nullValue());
    send(schedule, "[1, \"x\"]").body("data.output.data", equalTo(List.of(1, "x")));
    send(schedule, "\"text\"").body("data.output.data", equalTo("text"));
    given().post(path(schedule)).then().body("data.output.b.c", equalTo(2));
    schedule
        .get()
        .body("data.webhook_url", nullValue())
        .body("data.total_runs", equalTo(5))
        .body("data.last_run_status", equalTo("completed"));
    assertThat(schedule.runs()).allMatch(run -> run.get("trigger").equals("webhook"));
    send(schedule, "{\"fail\": true}").statusCode(200).body("data.status", equalTo("error"));
    schedule.get().body("data.consecutive_failures", equalTo(1));
  }

  @Test
  void only_the_secret_opens_it() {
    TestSchedule schedule = webhook();
    String at = "/webhooks/" + schedule.id;
    json().body("{}").post(at + "/whs_wrong").then().statusCode(403);
    json().body("{}").post(at).then().statusCode(403);
    json()
        .header("X-Orchagent-Webhook-Secret", secret(schedule))
        .body("{}")
        .post(at)
        .then()
        .statusCode(200);
    json().body("{}").post("/webhooks/" + UUID.randomUUID() + "/x").then().statusCode(404);
    json().body("{}").post("/webhooks/none/x").then().statusCode(404);
    TestSchedule cron = TestSchedule.create(owner, TestSchedule.cron(tool));
    json().body("{}").post("/webhooks/" + cron.id + "/x").then().statusCode(404);
    String fresh =
        schedule
            .as()
            .post(schedule.path() + "/regenerate-webhook")
            .then()
            .statusCode(200)
            .extract()
            .path("data.webhook_url");
    send(schedule, "{}").statusCode(403);
    json().body("{}").post(URI.create(fresh).getPath()).then().statusCode(200);
    cron.as().post(cron.path() + "/regenerate-webhook").then().statusCode(409);
    schedule.patch(Map.of("enabled", false)).statusCode(200);
    json().body("{}").post(URI.create(fresh).getPath()).then().statusCode(409);
  }

  @Test
  void what_is_no_json_or_too_large_starts_nothing() {
    TestSchedule schedule = webhook();
    send(schedule, "{").statusCode(400);
    send(schedule, "{\"a\": 1} x").statusCode(400);
    json()
        .body(new byte[] {'"', (byte) 0xc3, (byte) 0x28, '"'})
        .post(path(schedule))
        .then()
        .statusCode(400);
    send(schedule, "\"" + "x".repeat(2 * 1024 * 1024) + "\"")
        .statusCode(413)
        .body("error.code", equalTo("DOCUMENT_TOO_LARGE"));
    int room = 1024 * 1024 - "{\"a\":\"\"}".length();
    send(schedule, "{\"a\":\"" + "x".repeat(room) + "\"}").statusCode(200);
    send(schedule, "{\"a\":\"" + "x".repeat(room + 1) + "\"}").statusCode(413);
    json().header("Idempotency-Key", "").body("{}").post(path(schedule)).then().statusCode(400);
    schedule.get().body("data.total_runs", equalTo(1));
  }

  @Test
  void twenty_at_once_under_one_key_run_once() {
    TestSchedule schedule = webhook();
    List<Map<String, Object>> answers =
        Together.run(
            20,
            i ->
                json()
                    .header("Idempotency-Key", "delivery-1")
                    .body("{\"sleep\": 0.5}")
                    .post(path(schedule))
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("data"));
    assertThat(answers)
        .extracting(answer -> answer.get("run_id"))
        .containsOnly(answers.get(0).get("run_id"));
    assertThat(answers.stream().filter(answer -> answer.get("deduplicated").equals(false)))
        .hasSize(1);
    assertThat(answers).allMatch(answer -> answer.get("status").equals("success"));
    schedule.get().body("data.total_runs", equalTo(1));
    assertThat(schedule.runs()).hasSize(1);
    // What the schedule's own input becomes meanwhile makes no other request of it
    schedule.patch(Map.of("input_data", Map.of("new", 1))).statusCode(200);
    json()
        .header("Idempotency-Key", "delivery-1")
        .body("{\"sleep\":0.5}")
        .post(path(schedule))
        .then()
        .statusCode(200)
        .body("data.deduplicated", equalTo(true));
    json()
        .header("Idempotency-Key", "delivery-1")
        .body("{}")
        .post(path(schedule))
        .then()
        .statusCode(409);
  }

  @Test
  void who_does_not_wait_is_told_the_run() {
    TestSchedule schedule = webhook();
    String run =
        json()
            .header("Prefer", "respond-async")
            .header("Idempotency-Key", "later")
            .body("{\"n\": 1}")
            .post(path(schedule))
            .then()
            .statusCode(202)
            .header("Preference-Applied", "respond-async")
            .body("data.status", equalTo("queued"))
            .extract()
            .path("data.run_id");
    json()
        .header("Prefer", "respond-async")
        .header("Idempotency-Key", "later")
        .body("{\"n\": 1}")
        .post(path(schedule))
        .then()
        .statusCode(202)
        .body("data.run_id", equalTo(run))
        .body("data.deduplicated", equalTo(true));
    assertThat(schedule.awaitEnded(1)).hasSize(1);
  }

  @Test
  void too_many_in_a_minute_are_refused() {
    TestSchedule schedule = webhook("max_consecutive_failures", 100);
    List<Integer> statuses =
        Together.run(
            16,
            i -> {
              int refused = 0;
              // Of bodies that are no JSON: what is counted are requests
              for (int n = 0; n < 20; n++) {
                refused += send(schedule, "{").extract().statusCode() == 429 ? 1 : 0;
              }
              return refused;
            });
    // 320 requests in two minutes at most
    assertThat(statuses.stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(80);
    ValidatableResponse refused = send(schedule, "{");
    if (refused.extract().statusCode() == 429) {
      refused
          .body("error.code", equalTo("RATE_LIMITED"))
          .body("error.message", containsString("requests a minute"));
    }
  }

  private static String sign(String secret, String text) {
    return HexFormat.of()
        .formatHex(
            Hmac.of(secret.getBytes(StandardCharsets.UTF_8))
                .sign(new byte[0], text.getBytes(StandardCharsets.UTF_8)));
  }

  private TestSchedule signed(String provider) {
    owner
        .asOwner()
        .body(Map.of("name", "HOOK_SECRET", "value", "its value"))
        .put("/workspaces/" + owner.workspaceId + "/secrets")
        .then()
        .statusCode(200);
    return webhook("signature", Map.of("provider", provider, "secret_name", "HOOK_SECRET"));
  }

  private static int sent(TestSchedule schedule, Map<String, String> headers) {
    return json()
        .headers(new HashMap<>(headers))
        .body(SIGNED)
        .post(path(schedule))
        .then()
        .extract()
        .statusCode();
  }

  @Test
  void githubs_signature_is_asked_for() {
    TestSchedule schedule = signed("github");
    schedule.get().body("data.signature.provider", equalTo("github"));
    String header = "X-Hub-Signature-256";
    assertThat(sent(schedule, Map.of())).isEqualTo(403);
    assertThat(sent(schedule, Map.of(header, "sha256=" + sign("its value", SIGNED))))
        .isEqualTo(200);
    assertThat(sent(schedule, Map.of(header, "sha256=" + sign("another", SIGNED)))).isEqualTo(403);
    assertThat(sent(schedule, Map.of(header, sign("its value", SIGNED)))).isEqualTo(403);
    owner.asOwner().delete("/workspaces/" + owner.workspaceId + "/secrets/HOOK_SECRET");
    assertThat(sent(schedule, Map.of(header, "sha256=" + sign("its value", SIGNED))))
        .isEqualTo(403);
    schedule.patch(Collections.singletonMap("signature", null)).statusCode(200);
    assertThat(sent(schedule, Map.of())).isEqualTo(200);
  }

  @Test
  void stripes_signature_is_asked_for_and_ages() {
    TestSchedule schedule = signed("stripe");
    long now = Instant.now().getEpochSecond();
    String good = "t=" + now + ",v1=" + sign("its value", now + "." + SIGNED);
    assertThat(sent(schedule, Map.of("Stripe-Signature", good))).isEqualTo(200);
    assertThat(sent(schedule, Map.of("Stripe-Signature", "t=" + now + ",v1=00, " + good)))
        .isEqualTo(200);
    assertThat(sent(schedule, Map.of("Stripe-Signature", "t=" + (now + 1) + good.substring(12))))
        .isEqualTo(403);
    long old = now - 301 - 5;
    assertThat(
            sent(
                schedule,
                Map.of(
                    "Stripe-Signature",
                    "t=" + old + ",v1=" + sign("its value", old + "." + SIGNED))))
        .isEqualTo(403);
    assertThat(sent(schedule, Map.of("Stripe-Signature", "nonsense"))).isEqualTo(403);
  }

  @Test
  void slacks_signature_is_asked_for_and_ages() {
    TestSchedule schedule = signed("slack");
    long now = Instant.now().getEpochSecond();
    for (long time : List.of(now, now - 400, now + 400)) {
      int status =
          sent(
              schedule,
              Map.of(
                  "X-Slack-Request-Timestamp",
                  "" + time,
                  "X-Slack-Signature",
                  "v0=" + sign("its value", "v0:" + time + ":" + SIGNED)));
      assertThat(status).isEqualTo(time == now ? 200 : 403);
    }
    assertThat(sent(schedule, Map.of("X-Slack-Signature", "v0=00"))).isEqualTo(403);
  }
}
