package io.orchagent.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.orchagent.testing.MailStub;
import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.orchagent.testing.WithMail;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Registration where a mailer is configured; each test comes from an address of its own. */
@QuarkusTest
@TestProfile(WithMail.class)
class RegistrationMailTest {
  private final String address = "2001:db8:" + TestWorkspace.unique().substring(0, 4) + ":79::1";

  private ValidatableResponse post(String path, Map<String, ?> body) {
    return given()
        .contentType("application/json")
        .header("X-Forwarded-For", address)
        .body(body)
        .post(path)
        .then();
  }

  private ValidatableResponse register(String email, String password) {
    return post("/auth/register", Map.of("email", email, "password", password));
  }

  private ValidatableResponse verify(String token) {
    return post("/auth/verify", Map.of("token", token));
  }

  private ValidatableResponse login(String email, String password) {
    return post("/auth/login", Map.of("email", email, "password", password));
  }

  private static List<String> tokens(String email, int many) {
    await().until(() -> MailStub.tokens(email, "vr_").size() >= many);
    return MailStub.tokens(email, "vr_");
  }

  @Test
  void a_mailed_token_makes_the_account_once() {
    String email = TestWorkspace.newEmail();
    String password = TestWorkspace.newPassword();
    String slug = "s" + TestWorkspace.unique();
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("email", email);
    wanted.put("password", password);
    wanted.put("name", "Ada Lovelace");
    wanted.put("workspace_slug", slug);
    Map<String, Object> data =
        post("/auth/register", wanted).statusCode(202).extract().path("data");
    assertThat(data).isEqualTo(Map.of("status", "check_mail"));

    String token = tokens(email, 1).getFirst();
    login(email, password).statusCode(401);
    verify(token)
        .statusCode(201)
        .body("data.user.email", equalTo(email))
        .body("data.user.display_name", equalTo("Ada Lovelace"))
        .body("data.workspace.slug", equalTo(slug))
        .body("data.workspace.role", equalTo("owner"))
        .body("data.session.token_type", equalTo("Bearer"));
    login(email, password).statusCode(200);

    String again = verify(token).statusCode(401).extract().path("error.message");
    for (String nonsense : List.of("", "vr_", "vr_" + "0".repeat(43), "x".repeat(100_000))) {
      verify(nonsense).statusCode(401).body("error.message", equalTo(again));
    }
    assertThat(MailStub.to(email).getFirst()).doesNotContain("Lovelace").doesNotContain(password);
  }

  @Test
  void nobody_learns_who_has_an_account() {
    TestWorkspace me = TestWorkspace.create();
    String taken = me.email.toUpperCase(Locale.ROOT);
    String free = TestWorkspace.newEmail();
    Map<String, Object> known =
        register(taken, TestWorkspace.newPassword()).statusCode(202).extract().path("data");
    Map<String, Object> unknown =
        register(free, TestWorkspace.newPassword()).statusCode(202).extract().path("data");
    assertThat(unknown).isEqualTo(known);
    await().until(() -> MailStub.to(me.email).getLast().contains("an account already"));
    assertThat(MailStub.tokens(me.email, "vr_")).hasSize(1);
    login(me.email, me.password).statusCode(200);

    // A taken slug is everybody's knowledge, and the address makes no difference to it
    for (String email : List.of(taken, free)) {
      post(
              "/auth/register",
              Map.of(
                  "email",
                  email,
                  "password",
                  TestWorkspace.newPassword(),
                  "workspace_slug",
                  me.slug))
          .statusCode(409)
          .body("error.message", equalTo("The slug '" + me.slug + "' is taken. Choose another."));
    }
  }

  @Test
  void each_token_stands_for_its_own_password_and_one_makes_the_account() {
    String email = TestWorkspace.newEmail();
    String first = TestWorkspace.newPassword();
    String second = TestWorkspace.newPassword();
    register(email, first).statusCode(202);
    String firstToken = tokens(email, 1).getFirst();
    register(email.toUpperCase(Locale.ROOT), second).statusCode(202);
    await().until(() -> !MailStub.tokens(email.toUpperCase(Locale.ROOT), "vr_").isEmpty());
    String secondToken = MailStub.tokens(email.toUpperCase(Locale.ROOT), "vr_").getFirst();

    verify(firstToken).statusCode(201);
    login(email, second).statusCode(401);
    login(email, first).statusCode(200);
    verify(secondToken).statusCode(401);
  }

  @Test
  void of_tokens_used_at_once_exactly_one_makes_the_account() {
    String email = TestWorkspace.newEmail();
    for (int i = 0; i < 3; i++) {
      register(email, TestWorkspace.newPassword()).statusCode(202);
    }
    List<String> tokens = tokens(email, 3);
    List<Integer> statuses = Together.statuses(9, i -> verify(tokens.get(i % 3)));
    assertThat(statuses).containsOnlyOnce(201);
    assertThat(statuses).allMatch(status -> status == 201 || status == 409 || status == 401);
  }

  @Test
  void a_slug_that_was_taken_meanwhile_becomes_another() {
    String slug = "s" + TestWorkspace.unique();
    String email = TestWorkspace.newEmail();
    String rival = TestWorkspace.newEmail();
    for (String each : List.of(email, rival)) {
      post(
              "/auth/register",
              Map.of(
                  "email", each,
                  "password", TestWorkspace.newPassword(),
                  "workspace_slug", slug))
          .statusCode(202);
    }
    verify(tokens(rival, 1).getFirst()).statusCode(201).body("data.workspace.slug", equalTo(slug));
    verify(tokens(email, 1).getFirst())
        .statusCode(201)
        .body("data.workspace.slug", not(equalTo(slug)))
        .body("warnings.code", contains("SLUG_TAKEN"));
  }

  @Test
  void an_invitation_is_accepted_with_the_token_and_for_its_address_alone() {
    TestWorkspace owner = TestWorkspace.create();
    String guest = TestWorkspace.newEmail();
    TestInvite invite = TestInvite.send(owner, guest, "member");
    Map<String, String> wanted = new HashMap<>();
    wanted.put("email", TestWorkspace.newEmail());
    wanted.put("password", TestWorkspace.newPassword());
    wanted.put("invite_token", invite.token());
    post("/auth/register", wanted).statusCode(403);
    wanted.put("email", guest);
    wanted.put("invite_token", invite.token() + "x");
    post("/auth/register", wanted).statusCode(403);
    wanted.put("invite_token", invite.token());
    post("/auth/register", wanted).statusCode(202);

    String session =
        verify(tokens(guest, 1).getFirst())
            .statusCode(201)
            .extract()
            .path("data.session.access_token");
    TestWorkspace.as(session).get("/workspaces").then().body("data.id", hasItem(owner.workspaceId));
  }

  @Test
  void an_invitation_that_was_revoked_meanwhile_makes_no_account() {
    TestWorkspace owner = TestWorkspace.create();
    String guest = TestWorkspace.newEmail();
    String password = TestWorkspace.newPassword();
    TestInvite invite = TestInvite.send(owner, guest, "member");
    post(
            "/auth/register",
            Map.of("email", guest, "password", password, "invite_token", invite.token()))
        .statusCode(202);
    owner
        .asOwner()
        .delete("/workspaces/" + owner.workspaceId + "/invites/" + invite.id())
        .then()
        .statusCode(200);
    verify(tokens(guest, 1).getFirst()).statusCode(403);
    login(guest, password).statusCode(401);
  }

  @Test
  void wishes_are_counted_by_account_in_silence_and_by_address_aloud() {
    String email = TestWorkspace.newEmail();
    for (int i = 0; i < 5; i++) {
      register(email, TestWorkspace.newPassword()).statusCode(202);
    }
    for (int i = 0; i < 15; i++) {
      register(TestWorkspace.newEmail(), TestWorkspace.newPassword()).statusCode(202);
    }
    register(TestWorkspace.newEmail(), TestWorkspace.newPassword())
        .statusCode(429)
        .header("Retry-After", matchesPattern("[1-9][0-9]{0,2}"));
    assertThat(tokens(email, 3)).hasSize(3);
  }
}
