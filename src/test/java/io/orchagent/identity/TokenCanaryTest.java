package io.orchagent.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.testing.LogCapture;
import io.orchagent.testing.MailStub;
import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.WithMail;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever lets a person in is made, used well and badly, and then looked for in the log. */
@QuarkusTest
@TestProfile(WithMail.class)
class TokenCanaryTest {
  private final String address = "2001:db8:" + TestWorkspace.unique().substring(0, 4) + ":80::1";
  private final List<String> secrets = new ArrayList<>();

  private Response post(String path, Map<String, ?> body) {
    return given()
        .contentType("application/json")
        .header("X-Forwarded-For", address)
        .body(body)
        .post(path);
  }

  private String secret(String value) {
    assertThat(value).hasSizeGreaterThan(20);
    secrets.add(value);
    return value;
  }

  private String mailed(String email, String prefix) {
    await().until(() -> !MailStub.tokens(email, prefix).isEmpty());
    return secret(MailStub.tokens(email, prefix).getLast());
  }

  @Test
  void no_token_and_no_password_is_in_the_log() {
    try (LogCapture log = LogCapture.start()) {
      letIn();
      assertThat(secrets).hasSizeGreaterThan(12);
      List<String> lines = log.lines();
      assertThat(lines).hasSizeGreaterThan(10);
      for (String secret : secrets) {
        assertThat(lines).noneMatch(line -> line.contains(secret));
      }
    }
  }

  private void letIn() {
    TestWorkspace owner = TestWorkspace.create();
    secret(owner.password);
    secret(owner.accessToken);
    secret(owner.refreshToken);
    secret(owner.apiKey);
    String guest = TestWorkspace.newEmail();
    String invite = secret(TestInvite.send(owner, guest, "member").token());
    String password = secret(TestWorkspace.newPassword());
    Map<String, String> wanted =
        Map.of("email", guest, "password", password, "invite_token", invite);
    post("/auth/register", wanted).then().statusCode(202);
    String token = mailed(guest, "vr_");
    session(
        post("/auth/verify", Map.of("token", token)).then().statusCode(201).extract().jsonPath());
    post("/auth/verify", Map.of("token", token)).then().statusCode(401);
    post("/invites/accept", Map.of("token", invite)).then().statusCode(401);
    owner.asOwner().body(Map.of("token", invite)).post("/invites/accept").then().statusCode(403);

    JsonPath in = post("/auth/login", Map.of("email", guest, "password", password)).jsonPath();
    session(in);
    String refresh = in.getString("data.session.refresh_token");
    JsonPath renewed = post("/auth/refresh", Map.of("refresh_token", refresh)).jsonPath();
    secret(renewed.getString("data.access_token"));
    secret(renewed.getString("data.refresh_token"));
    post("/auth/refresh", Map.of("refresh_token", refresh)).then().statusCode(401);
    post("/auth/login", Map.of("email", guest, "password", secret(TestWorkspace.newPassword())))
        .then()
        .statusCode(401);

    post("/auth/password-reset", Map.of("email", guest)).then().statusCode(202);
    String reset = mailed(guest, "pr_");
    String next = secret(TestWorkspace.newPassword());
    Map<String, String> change = Map.of("token", reset, "new_password", next);
    post("/auth/password-reset/confirm", change).then().statusCode(200);
    post("/auth/password-reset/confirm", change).then().statusCode(401);
    keys(owner);
  }

  private void session(JsonPath answer) {
    secret(answer.getString("data.session.access_token"));
    secret(answer.getString("data.session.refresh_token"));
  }

  private void keys(TestWorkspace owner) {
    JsonPath made = owner.newKey(Map.of("name", "another"));
    String key = secret(made.getString("data.key"));
    TestWorkspace.as(key).get("/users/me").then().statusCode(200);
    owner.asSession().delete("/api-keys/" + made.getString("data.id")).then().statusCode(200);
    TestWorkspace.as(key).get("/users/me").then().statusCode(401);
    TestWorkspace.as(key + "x").get("/users/me").then().statusCode(401);
    String agent = TestTool.id(owner, TestTool.tool("keyed-" + TestWorkspace.unique()));
    secret(owner.asOwner().post("/agents/" + agent + "/keys").jsonPath().getString("data.key"));
    owner.asSession().post("/auth/logout").then().statusCode(200);
    owner.asSession().get("/users/me").then().statusCode(401);
  }
}
