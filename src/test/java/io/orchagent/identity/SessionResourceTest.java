package io.orchagent.identity;

import static io.orchagent.testing.TestWorkspace.as;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SessionResourceTest {
  private static String signIn(TestWorkspace person, String address, String agent) {
    return given()
        .contentType("application/json")
        .header("X-Forwarded-For", address)
        .header("User-Agent", agent)
        .body(Map.of("email", person.email, "password", person.password))
        .post("/auth/login")
        .then()
        .statusCode(200)
        .extract()
        .path("data.session.access_token");
  }

  @Test
  void sessions_are_listed_and_ended() {
    TestWorkspace me = TestWorkspace.create();
    String phone = signIn(me, "203.0.113.9", "A phone");
    String id =
        me.asSession()
            .get("/auth/sessions")
            .then()
            .statusCode(200)
            .body("data", hasSize(2))
            .body("data.current", contains(false, true))
            .body("data[0].ip", equalTo("203.0.113.9"))
            .body("data[0].user_agent", equalTo("A phone"))
            .body("data.created_at", everyItem(notNullValue()))
            .body("data.last_used_at", everyItem(notNullValue()))
            .body("data.expires_at", everyItem(notNullValue()))
            .body("metadata.total", equalTo(2))
            .extract()
            .path("data[0].id");

    me.asSession()
        .delete("/auth/sessions/" + id)
        .then()
        .statusCode(200)
        .body("data.deleted", equalTo(true));
    as(phone).get("/users/me").then().statusCode(401);
    me.asSession().delete("/auth/sessions/" + id).then().statusCode(404);
    me.asSession().get("/auth/sessions").then().body("data.current", contains(true));
    me.asSession()
        .queryParam("limit", 1)
        .queryParam("offset", 1)
        .get("/auth/sessions")
        .then()
        .body("data", hasSize(0))
        .body("metadata.total", equalTo(1));
  }

  @Test
  void a_session_may_end_itself() {
    TestWorkspace me = TestWorkspace.create();
    String id = me.asSession().get("/auth/sessions").path("data[0].id");
    me.asSession().delete("/auth/sessions/" + id).then().statusCode(200);
    me.asSession().get("/auth/sessions").then().statusCode(401);
    given()
        .contentType("application/json")
        .body(Map.of("refresh_token", me.refreshToken))
        .post("/auth/refresh")
        .then()
        .statusCode(401);
  }

  @Test
  void the_sessions_of_others_are_missing() {
    TestWorkspace me = TestWorkspace.create();
    TestWorkspace other = TestWorkspace.create();
    String id = me.asSession().get("/auth/sessions").path("data[0].id");
    String foreign =
        other
            .asSession()
            .delete("/auth/sessions/" + id)
            .then()
            .statusCode(404)
            .extract()
            .path("error.message");
    other
        .asSession()
        .delete("/auth/sessions/" + UUID.randomUUID())
        .then()
        .statusCode(404)
        .body("error.message", equalTo(foreign));
    other.asSession().delete("/auth/sessions/nonsense").then().statusCode(404);
    other.asSession().get("/auth/sessions").then().body("data.id", not(contains(id)));
    me.asSession().get("/users/me").then().statusCode(200);
  }

  @Test
  void a_key_is_no_session() {
    TestWorkspace me = TestWorkspace.create();
    String id = me.asSession().get("/auth/sessions").path("data[0].id");
    me.asOwner().get("/auth/sessions").then().statusCode(403);
    me.asOwner().delete("/auth/sessions/" + id).then().statusCode(403);
    given().get("/auth/sessions").then().statusCode(401);
    me.asSession().get("/users/me").then().statusCode(200);
  }
}
