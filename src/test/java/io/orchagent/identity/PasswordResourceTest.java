package io.orchagent.identity;

import static io.orchagent.testing.TestWorkspace.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PasswordResourceTest {
  private static ValidatableResponse login(String email, String password) {
    return given()
        .contentType("application/json")
        .body(Map.of("email", email, "password", password))
        .post("/auth/login")
        .then();
  }

  private static String session(TestWorkspace person) {
    return login(person.email, person.password)
        .statusCode(200)
        .extract()
        .path("data.session.access_token");
  }

  private static ValidatableResponse change(String token, String current, String wanted) {
    return as(token)
        .body(Map.of("current_password", current, "new_password", wanted))
        .post("/auth/password")
        .then();
  }

  private static ValidatableResponse register(String email, String password) {
    return given()
        .contentType("application/json")
        .body(new HashMap<>(Map.of("email", email, "password", password)))
        .post("/auth/register")
        .then();
  }

  @Test
  void a_change_ends_the_other_sessions_and_the_old_password() {
    TestWorkspace me = TestWorkspace.create();
    String mine = session(me);
    String other = session(me);
    String wanted = TestWorkspace.newPassword();

    change(mine, me.password, wanted).statusCode(200).body("data.changed", equalTo(true));

    as(mine).get("/users/me").then().statusCode(200);
    as(other).get("/users/me").then().statusCode(401);
    me.asSession().get("/users/me").then().statusCode(401);
    given()
        .contentType("application/json")
        .body(Map.of("refresh_token", me.refreshToken))
        .post("/auth/refresh")
        .then()
        .statusCode(401);
    me.asOwner().get("/users/me").then().statusCode(200);
    login(me.email, me.password).statusCode(401);
    login(me.email, wanted).statusCode(200);
  }

  @Test
  void a_change_needs_the_password_and_a_session() {
    TestWorkspace me = TestWorkspace.create();
    String wanted = TestWorkspace.newPassword();
    change(me.accessToken, "not it", wanted)
        .statusCode(400)
        .body("error.fields.field", contains("current_password"));
    change(me.apiKey, me.password, wanted).statusCode(403);
    change(me.accessToken, me.password, "12345678")
        .statusCode(400)
        .body("error.fields.field", contains("new_password"));
    change(me.accessToken, me.password, me.email)
        .statusCode(400)
        .body("error.fields.field", contains("new_password"));
    as(me.accessToken)
        .body("{}")
        .post("/auth/password")
        .then()
        .statusCode(400)
        .body("error.fields.field", contains("current_password", "new_password"));
    given()
        .contentType("application/json")
        .body("{}")
        .post("/auth/password")
        .then()
        .statusCode(401);
    login(me.email, me.password).statusCode(200);
  }

  @Test
  void a_stolen_session_guesses_no_more_often_than_a_sign_in() {
    TestWorkspace me = TestWorkspace.create();
    String thief = "2001:db8:77:" + TestWorkspace.unique().substring(0, 4) + "::1";
    for (int i = 0; i < 11; i++) {
      as(me.accessToken)
          .header("X-Forwarded-For", thief)
          .body(Map.of("current_password", "guess " + i, "new_password", me.password))
          .post("/auth/password")
          .then()
          .statusCode(i < 10 ? 400 : 429);
    }
    change(me.accessToken, me.password, TestWorkspace.newPassword()).statusCode(200);
  }

  @Test
  void of_many_changes_at_once_exactly_one_wins() {
    TestWorkspace me = TestWorkspace.create();
    List<String> sessions = Together.run(6, i -> session(me));
    List<Integer> statuses =
        Together.statuses(
            6, i -> change(sessions.get(i), me.password, "correct horse number " + i));
    assertThat(statuses).containsOnlyOnce(200);
    int winner = statuses.indexOf(200);
    login(me.email, "correct horse number " + winner).statusCode(200);
    as(sessions.get(winner)).get("/users/me").then().statusCode(200);
    as(sessions.get((winner + 1) % 6)).get("/users/me").then().statusCode(401);
  }

  @Test
  void sign_ins_during_a_change_leave_no_session_of_the_old_password() {
    TestWorkspace me = TestWorkspace.create();
    String mine = session(me);
    List<ValidatableResponse> answers =
        Together.run(
            9,
            i ->
                i == 0
                    ? change(mine, me.password, TestWorkspace.newPassword())
                    : login(me.email, me.password));
    answers.getFirst().statusCode(200);
    for (ValidatableResponse answer : answers.subList(1, 9)) {
      if (answer.extract().statusCode() == 200) {
        String token = answer.extract().path("data.session.access_token");
        as(token).get("/users/me").then().statusCode(401);
      }
    }
  }

  @Test
  void every_spelling_of_a_character_is_the_same_password() {
    String email = TestWorkspace.newEmail();
    String tail = " quiet engine " + TestWorkspace.unique();
    register(email, "Zo\u00eb \ufb01ne" + tail).statusCode(201);
    login(email, "Zoe\u0308 fine" + tail).statusCode(200);
    login(email, "Zoe fine" + tail).statusCode(401);
  }

  @Test
  void emoji_count_as_people_count_them() {
    String email = TestWorkspace.newEmail();
    String emoji = "\ud83d\udc0e\ud83d\udd0b\ud83d\udcce\ud83c\udf40";
    register(email, emoji)
        .statusCode(400)
        .body("error.fields[0].message", containsString("8 to 128 characters"));
    String eight = emoji + "\ud83c\udf32\ud83d\udef6\ud83e\udd89\ud83e\uded6";
    register(email, eight).statusCode(201);
    login(email, eight).statusCode(200);
    login(email, emoji).statusCode(401);
    // 128 of them are 512 bytes, and all of them count
    String long1 = "\ud83d\udc0e".repeat(63) + "\ud83d\udd0b\ud83c\udf40".repeat(32);
    String email1 = TestWorkspace.newEmail();
    register(email1, long1 + "\ud83e\uded6").statusCode(201);
    login(email1, long1 + "\ud83e\udd89").statusCode(401);
    register(TestWorkspace.newEmail(), long1 + "\ud83e\uded6x\ud83e\uded6").statusCode(400);
  }

  @Test
  void what_is_no_text_is_no_password() {
    String lone = "correct horse " + TestWorkspace.unique();
    for (String odd : List.of("\\u0000", "\\ud800", "\\n", "\\u0085")) {
      given()
          .contentType("application/json")
          .body(
              "{\"email\": \"%s\", \"password\": \"%s%s\"}"
                  .formatted(TestWorkspace.newEmail(), lone, odd))
          .post("/auth/register")
          .then()
          .statusCode(400);
    }
    TestWorkspace me = TestWorkspace.create();
    login(me.email, me.password + "\0").statusCode(org.hamcrest.Matchers.oneOf(400, 401));
  }

  @Test
  void what_everybody_knows_of_a_person_is_no_password() {
    String email = TestWorkspace.newEmail();
    register(email, email).statusCode(400).body("error.fields.field", contains("password"));
    register(email, email.substring(0, email.indexOf('@'))).statusCode(400);
    register(email, "OrchAgent").statusCode(400);
    // far down the list, and spelled otherwise
    for (String listed : List.of("jennifer1", "P@ssword1", "trustno1")) {
      register(email, listed).statusCode(400).body("error.fields.field", contains("password"));
    }
    // no rules about what it is made of
    register(email, "plum otter quiet engine").statusCode(201);
  }

  @Test
  void a_password_of_ten_megabytes_is_refused_quickly() {
    TestWorkspace me = TestWorkspace.create();
    String huge = "x".repeat(10_000_000);
    login(me.email, huge).statusCode(401);
    register(TestWorkspace.newEmail(), huge).statusCode(400);
    change(me.accessToken, huge, me.password).statusCode(400);
    change(me.accessToken, me.password, huge).statusCode(400);
    login(me.email, "x".repeat(10_600_000)).statusCode(413);
    login(me.email, me.password).statusCode(200);
  }

  @Test
  void without_mail_nothing_can_be_reset() {
    TestWorkspace me = TestWorkspace.create();
    for (String email : List.of(me.email, TestWorkspace.newEmail())) {
      given()
          .contentType("application/json")
          .body(Map.of("email", email))
          .post("/auth/password-reset")
          .then()
          .statusCode(422)
          .body("error.code", equalTo("UNPROCESSABLE"))
          .body("error.message", containsString("sends no mail"));
    }
    for (String token : List.of("pr_" + "a".repeat(43), "", "\u0000", "x".repeat(100_000))) {
      given()
          .contentType("application/json")
          .body(Map.of("token", token, "new_password", TestWorkspace.newPassword()))
          .post("/auth/password-reset/confirm")
          .then()
          .statusCode(org.hamcrest.Matchers.oneOf(400, 401));
    }
  }
}
