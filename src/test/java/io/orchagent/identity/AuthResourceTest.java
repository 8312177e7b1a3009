package io.orchagent.identity;

import static io.orchagent.testing.TestWorkspace.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuthResourceTest {
  private static ValidatableResponse register(Map<String, ?> body) {
    return post("/auth/register", body);
  }

  private static ValidatableResponse post(String path, Object body) {
    return given().contentType("application/json").body(body).post(path).then();
  }

  private static Map<String, Object> registration() {
    return new HashMap<>(
        Map.of("email", TestWorkspace.newEmail(), "password", TestWorkspace.newPassword()));
  }

  @Test
  void a_registration_makes_person_workspace_and_session() {
    Map<String, Object> wanted = registration();
    String slug = "s" + TestWorkspace.unique();
    wanted.put("name", "Ada Lovelace");
    wanted.put("workspace_slug", slug);

    JsonPath made =
        register(wanted)
            .statusCode(201)
            .body("data.user.email", equalTo(wanted.get("email")))
            .body("data.user.display_name", equalTo("Ada Lovelace"))
            .body("data.user.preferences", equalTo(Map.of()))
            .body("data.user.created_at", notNullValue())
            .body("data.user.last_login_at", notNullValue())
            .body("data.workspace.slug", equalTo(slug))
            .body("data.workspace.name", equalTo("Ada Lovelace"))
            .body("data.workspace.type", equalTo("personal"))
            .body("data.workspace.plan", equalTo("free"))
            .body("data.workspace.role", equalTo("owner"))
            .body("data.workspace.member_count", equalTo(1))
            .body("data.session.token_type", equalTo("Bearer"))
            .body("data.session.expires_in", equalTo(3600))
            .body("metadata.request_id", startsWith("req_"))
            .extract()
            .jsonPath();

    String token = made.getString("data.session.access_token");
    as(token).get("/users/me").then().body("data.id", equalTo(made.getString("data.user.id")));
    String header = new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]));
    assertThat(header).contains("\"alg\":\"ES256\"").contains("\"kid\":");
  }

  @Test
  void a_slug_is_made_from_the_address() {
    String local = "Zoe.van" + TestWorkspace.unique().substring(0, 10);
    Map<String, Object> wanted = registration();
    wanted.put("email", local + "@example.test");
    String slug = register(wanted).statusCode(201).extract().path("data.workspace.slug");
    assertThat(slug).isEqualTo(local.toLowerCase(java.util.Locale.ROOT).replace('.', '-'));

    Map<String, Object> twin = registration();
    twin.put("email", local + "@elsewhere.test");
    register(twin)
        .statusCode(201)
        .body("data.workspace.slug", matchesPattern(slug + "-[a-z0-9]{6}"));
  }

  @Test
  void a_taken_address_or_slug_is_a_conflict() {
    TestWorkspace known = TestWorkspace.create();
    Map<String, Object> sameAddress = registration();
    sameAddress.put("email", known.email.toUpperCase(java.util.Locale.ROOT));
    register(sameAddress).statusCode(409).body("error.code", equalTo("CONFLICT"));

    Map<String, Object> sameSlug = registration();
    sameSlug.put("workspace_slug", known.slug);
    register(sameSlug).statusCode(409).body("error.code", equalTo("CONFLICT"));
    // nothing of the refused registration is left
    sameSlug.remove("workspace_slug");
    register(sameSlug).statusCode(201);
  }

  @Test
  void two_registrations_of_one_address_or_slug_at_once_are_one() {
    Map<String, Object> wanted = registration();
    assertThat(Together.statuses(8, i -> register(wanted)))
        .containsExactlyInAnyOrder(201, 409, 409, 409, 409, 409, 409, 409);

    String slug = "s" + TestWorkspace.unique();
    assertThat(
            Together.statuses(
                8,
                i -> {
                  Map<String, Object> mine = registration();
                  mine.put("workspace_slug", slug);
                  return register(mine);
                }))
        .containsExactlyInAnyOrder(201, 409, 409, 409, 409, 409, 409, 409);
  }

  @Test
  void all_failures_of_a_registration_are_told_at_once() {
    register(
            Map.of(
                "email", "nobody",
                "password", "short",
                "workspace_slug", "Not--a slug",
                "name", " ",
                "colour", "red"))
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body(
            "error.fields.field",
            contains("colour", "email", "name", "password", "workspace_slug"));
    register(Map.of("password", 5, "nickname", "x", "name", ""))
        .statusCode(400)
        .body("error.fields.field", hasItems("email", "password", "nickname", "name"));
    post("/auth/register", "{}").statusCode(400).body("error.fields.size()", equalTo(2));
    post("/auth/register", "").statusCode(400).body("error.code", equalTo("INVALID_INPUT"));
    post("/auth/register", "[1]").statusCode(400).body("error.code", equalTo("INVALID_INPUT"));
    post("/auth/register", "{\"email\": ").statusCode(400);
  }

  @Test
  void odd_values_are_refused() {
    String huge = "x".repeat(2_000_000);
    for (String field : List.of("email", "password", "name", "workspace_slug")) {
      for (String odd : List.of(huge, "a\0b", " ")) {
        Map<String, Object> wanted = registration();
        wanted.put(field, odd);
        register(wanted).statusCode(400).body("error.fields.field", contains(field));
      }
    }
    for (String email :
        List.of(
            "a@b",
            "@b.test",
            "a@@b.test",
            "a b@c.test",
            " a@b.test",
            "a@b.test ",
            "a@-b.test",
            ".a@b.test",
            "a..b@c.test",
            "a@b..test",
            "ä@b.test",
            "x".repeat(250) + "@b.test")) {
      Map<String, Object> wanted = registration();
      wanted.put("email", email);
      register(wanted).statusCode(400).body("error.fields.field", contains("email"));
    }
    for (String slug : List.of("agents", "q", "v1", "a", "-a", "a-", "a--b", "A", "x".repeat(40))) {
      Map<String, Object> wanted = registration();
      wanted.put("workspace_slug", slug);
      register(wanted).statusCode(400).body("error.fields.field", contains("workspace_slug"));
    }
    given()
        .contentType("text/plain")
        .body("email=a")
        .post("/auth/register")
        .then()
        .statusCode(415)
        .body("error.code", equalTo("UNSUPPORTED_TYPE"));
  }

  @Test
  void common_passwords_are_refused_and_long_ones_are_not() {
    for (String common : List.of("password", "12345678", "qwertyuiop")) {
      Map<String, Object> wanted = registration();
      wanted.put("password", common);
      register(wanted).statusCode(400).body("error.fields.field", contains("password"));
    }
    // 128 characters count whole: bcrypt alone would stop after 72 bytes
    Map<String, Object> wanted = registration();
    String password = "correct horse battery staple ".repeat(5).substring(0, 127);
    wanted.put("password", password + "é");
    register(wanted).statusCode(201);
    post("/auth/login", Map.of("email", wanted.get("email"), "password", password + "é"))
        .statusCode(200);
    post("/auth/login", Map.of("email", wanted.get("email"), "password", password + "x"))
        .statusCode(401);
  }

  @Test
  void an_invitation_that_nobody_made_is_refused() {
    Map<String, Object> wanted = registration();
    wanted.put("invite_token", "nonsense");
    register(wanted).statusCode(403).body("error.code", equalTo("FORBIDDEN"));
  }

  @Test
  void a_login_opens_a_session() {
    TestWorkspace known = TestWorkspace.create();
    String token =
        post("/auth/login", Map.of("email", known.email, "password", known.password))
            .statusCode(200)
            .body("data.user.id", equalTo(known.userId))
            .body("data.session.refresh_token", startsWith("rt_"))
            .extract()
            .path("data.session.access_token");
    as(token).get("/org").then().statusCode(200).body("data.id", equalTo(known.workspaceId));
    post(
            "/auth/login",
            Map.of(
                "email",
                known.email.toUpperCase(java.util.Locale.ROOT),
                "password",
                known.password))
        .statusCode(200);
  }

  @Test
  void unknown_address_and_wrong_password_have_one_answer() {
    TestWorkspace known = TestWorkspace.create();
    String unknown =
        post("/auth/login", Map.of("email", TestWorkspace.newEmail(), "password", "wrong"))
            .statusCode(401)
            .header("WWW-Authenticate", "Bearer")
            .body("error.code", equalTo("UNAUTHORIZED"))
            .extract()
            .path("error.message");
    post("/auth/login", Map.of("email", known.email, "password", "wrong"))
        .statusCode(401)
        .body("error.message", equalTo(unknown));
    post("/auth/login", Map.of("email", "no address", "password", "x".repeat(100_000)))
        .statusCode(401)
        .body("error.message", equalTo(unknown));
    post("/auth/login", Map.of("email", known.email)).statusCode(400);
  }

  private static ValidatableResponse login(String email, String password, String address) {
    return given()
        .contentType("application/json")
        .header("X-Forwarded-For", address)
        .body(Map.of("email", email, "password", password))
        .post("/auth/login")
        .then();
  }

  @Test
  void failed_logins_are_throttled_but_nobody_is_shut_out() {
    TestWorkspace known = TestWorkspace.create();
    String attacker = "2001:db8::" + TestWorkspace.unique().substring(0, 4);
    for (int i = 0; i < 10; i++) {
      login(known.email, "wrong " + i, attacker).statusCode(401);
    }
    login(known.email, known.password, attacker)
        .statusCode(429)
        .header("Retry-After", matchesPattern("[1-9][0-9]{0,2}"))
        .body("error.code", equalTo("RATE_LIMITED"))
        .body("error.is_retryable", equalTo(true))
        .body("error.suggested_wait_time", greaterThan(0))
        .body("error.suggested_wait_time", lessThanOrEqualTo(900));
    login(known.email, known.password, "198.51.100.7").statusCode(200);
  }

  @Test
  void guesses_at_the_same_moment_are_counted_exactly() {
    TestWorkspace known = TestWorkspace.create();
    String attacker = "2001:db8:1::" + TestWorkspace.unique().substring(0, 4);
    List<Integer> statuses = Together.statuses(30, i -> login(known.email, "wrong " + i, attacker));
    assertThat(statuses.stream().filter(s -> s == 401).count()).isEqualTo(10);
    assertThat(statuses.stream().filter(s -> s == 429).count()).isEqualTo(20);
  }

  @Test
  void a_refresh_gives_a_new_pair_and_a_second_use_ends_the_session() {
    TestWorkspace known = TestWorkspace.create();
    JsonPath renewed =
        post("/auth/refresh", Map.of("refresh_token", known.refreshToken))
            .statusCode(200)
            .body("data.token_type", equalTo("Bearer"))
            .body("data.expires_in", equalTo(3600))
            .extract()
            .jsonPath();
    String access = renewed.getString("data.access_token");
    String refresh = renewed.getString("data.refresh_token");
    assertThat(refresh).isNotEqualTo(known.refreshToken);
    as(access).get("/users/me").then().statusCode(200);
    as(known.accessToken).get("/users/me").then().statusCode(200);

    post("/auth/refresh", Map.of("refresh_token", known.refreshToken))
        .statusCode(401)
        .header("WWW-Authenticate", "Bearer")
        .body("error.code", equalTo("UNAUTHORIZED"));
    as(access).get("/users/me").then().statusCode(401);
    as(known.accessToken).get("/users/me").then().statusCode(401);
    post("/auth/refresh", Map.of("refresh_token", refresh)).statusCode(401);
    // the key is no part of the session
    known.asOwner().get("/users/me").then().statusCode(200);
  }

  @Test
  void of_many_refreshes_with_one_token_exactly_one_wins() {
    TestWorkspace known = TestWorkspace.create();
    List<Integer> statuses =
        Together.statuses(
            20, i -> post("/auth/refresh", Map.of("refresh_token", known.refreshToken)));
    assertThat(statuses.stream().filter(s -> s == 200).count()).isEqualTo(1);
    assertThat(statuses.stream().filter(s -> s == 401).count()).isEqualTo(19);
  }

  @Test
  void nonsense_refreshes_nothing() {
    for (String token : List.of("", "rt_", "rt_" + "a".repeat(43), "x".repeat(100_000))) {
      post("/auth/refresh", Map.of("refresh_token", token)).statusCode(401);
    }
    post("/auth/refresh", "{}")
        .statusCode(400)
        .body("error.fields.field", contains("refresh_token"));
  }

  @Test
  void a_logout_ends_access_and_refresh_tokens() {
    TestWorkspace known = TestWorkspace.create();
    as(known.accessToken).get("/users/me").then().statusCode(200);
    as(known.accessToken)
        .post("/auth/logout")
        .then()
        .statusCode(200)
        .body("data.revoked", equalTo(true));
    as(known.accessToken).get("/users/me").then().statusCode(401);
    post("/auth/refresh", Map.of("refresh_token", known.refreshToken)).statusCode(401);
    known.asOwner().post("/auth/logout").then().statusCode(403);
  }

  @Test
  void bad_credentials_are_unauthorized() {
    TestWorkspace known = TestWorkspace.create();
    String[] parts = known.accessToken.split("\\.");
    String none =
        Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());
    for (String bearer :
        List.of(
            "nonsense",
            "a.b.c",
            "eyJ.eyJ.x",
            "sk_live_" + "a".repeat(43),
            "sk_live_",
            "sk_agent_" + "a".repeat(43),
            known.apiKey + "x",
            known.apiKey.substring(0, 50),
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + "A".repeat(86),
            none + "." + parts[1] + ".",
            known.refreshToken,
            "x".repeat(9_000))) {
      as(bearer)
          .get("/users/me")
          .then()
          .statusCode(401)
          .header("WWW-Authenticate", "Bearer")
          .body("error.code", equalTo("UNAUTHORIZED"))
          .body("data", nullValue());
    }
    given().header("Authorization", "Basic YTpi").get("/users/me").then().statusCode(401);
  }
}
