package io.orchagent.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.MailStub;
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

/** A password by mail; each test comes from an address of its own, since wishes are counted. */
@QuarkusTest
@TestProfile(WithMail.class)
class ForgottenPasswordTest {
  private final String address = "2001:db8:" + TestWorkspace.unique().substring(0, 4) + ":77::1";

  private ValidatableResponse post(String path, Map<String, ?> body) {
    return given()
        .contentType("application/json")
        .header("X-Forwarded-For", address)
        .body(body)
        .post(path)
        .then();
  }

  private ValidatableResponse ask(String email) {
    return post("/auth/password-reset", Map.of("email", email));
  }

  private ValidatableResponse confirm(String token, String password) {
    return post("/auth/password-reset/confirm", Map.of("token", token, "new_password", password));
  }

  private ValidatableResponse login(String email, String password) {
    return post("/auth/login", Map.of("email", email, "password", password));
  }

  /** The tokens that were mailed to this address, once that many have come. */
  private static List<String> tokens(String email, int many) {
    await().until(() -> found(email).size() >= many);
    return found(email);
  }

  private static List<String> found(String email) {
    return MailStub.tokens(email, "pr_");
  }

  @Test
  void a_mailed_token_sets_a_password_once_and_ends_all_sessions() {
    TestWorkspace me = TestWorkspace.create();
    ask(me.email.toUpperCase(Locale.ROOT))
        .statusCode(202)
        .body("data.status", equalTo("check_mail"));
    String token = tokens(me.email, 1).getFirst();
    String wanted = TestWorkspace.newPassword();

    confirm(token, "12345678").statusCode(400).body("error.fields.field", contains("new_password"));
    confirm(token, me.email).statusCode(400).body("error.fields.field", contains("new_password"));
    confirm(token, wanted).statusCode(200).body("data.changed", equalTo(true));
    me.asSession().get("/users/me").then().statusCode(401);
    login(me.email, me.password).statusCode(401);
    login(me.email, wanted).statusCode(200);

    String again =
        confirm(token, TestWorkspace.newPassword()).statusCode(401).extract().path("error.message");
    confirm("pr_" + TestWorkspace.unique() + TestWorkspace.unique() + "abc", wanted)
        .statusCode(401)
        .body("error.message", equalTo(again));
    await().until(() -> MailStub.to(me.email).getLast().contains("was changed"));
    assertThat(MailStub.to(me.email).getLast()).contains("Your password was changed");
  }

  @Test
  void nobody_learns_who_has_an_account() {
    TestWorkspace me = TestWorkspace.create();
    String nobody = TestWorkspace.newEmail();
    Map<String, Object> known = new HashMap<>(ask(me.email).statusCode(202).extract().path(""));
    for (String email : List.of(nobody, "no address", "", "a\nb@example.test")) {
      Map<String, Object> unknown = ask(email).statusCode(202).extract().path("");
      assertThat(unknown.get("data")).isEqualTo(known.get("data"));
    }
    tokens(me.email, 1);
    assertThat(MailStub.to(nobody)).isEmpty();
  }

  @Test
  void only_the_newest_token_is_good_and_a_change_ends_it() {
    TestWorkspace me = TestWorkspace.create();
    ask(me.email).statusCode(202);
    String first = tokens(me.email, 1).getFirst();
    ask(me.email).statusCode(202);
    String second = tokens(me.email, 2).getLast();
    assertThat(second).isNotEqualTo(first);
    confirm(first, TestWorkspace.newPassword()).statusCode(401);

    me.asSession()
        .body(Map.of("current_password", me.password, "new_password", TestWorkspace.newPassword()))
        .post("/auth/password")
        .then()
        .statusCode(200);
    confirm(second, TestWorkspace.newPassword()).statusCode(401);
  }

  @Test
  void of_many_uses_of_one_token_exactly_one_wins() {
    TestWorkspace me = TestWorkspace.create();
    ask(me.email).statusCode(202);
    String token = tokens(me.email, 1).getFirst();
    List<Integer> statuses = Together.statuses(6, i -> confirm(token, "correct horse number " + i));
    assertThat(statuses).containsOnlyOnce(200);
    assertThat(statuses.stream().filter(status -> status == 500)).isEmpty();
    login(me.email, "correct horse number " + statuses.indexOf(200)).statusCode(200);
  }

  @Test
  void wishes_are_counted_by_account_in_silence_and_by_address_aloud() {
    TestWorkspace me = TestWorkspace.create();
    for (int i = 0; i < 5; i++) {
      ask(me.email).statusCode(202);
    }
    for (int i = 0; i < 15; i++) {
      ask(TestWorkspace.newEmail()).statusCode(202);
    }
    ask(TestWorkspace.newEmail())
        .statusCode(429)
        .header("Retry-After", org.hamcrest.Matchers.matchesPattern("[1-9][0-9]{0,2}"));
    assertThat(tokens(me.email, 3)).hasSize(3);
  }

  @Test
  void who_was_throttled_is_free_after_a_reset() {
    TestWorkspace me = TestWorkspace.create();
    for (int i = 0; i < 10; i++) {
      login(me.email, "wrong " + i).statusCode(401);
    }
    login(me.email, me.password).statusCode(429);
    ask(me.email).statusCode(202);
    String wanted = TestWorkspace.newPassword();
    confirm(tokens(me.email, 1).getFirst(), wanted).statusCode(200);
    login(me.email, wanted).statusCode(200);
  }
}
