package io.orchagent.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AccountDeletionResourceTest {
  private TestWorkspace person;

  @BeforeEach
  void people() {
    person = TestWorkspace.create();
  }

  @Test
  void the_account_and_what_is_its_own_is_gone() {
    TestTool tool =
        TestTool.publish(person, Map.of("is_public", true), Map.of("main.py", "print('{}')"));
    person.asOwner().delete("/users/me").then().statusCode(200).body("data.deleted", equalTo(true));
    person.asOwner().get("/users/me").then().statusCode(401);
    person.asSession().get("/users/me").then().statusCode(401);
    given()
        .contentType("application/json")
        .body(Map.of("refresh_token", person.refreshToken))
        .post("/auth/refresh")
        .then()
        .statusCode(401);
    given()
        .contentType("application/json")
        .body(Map.of("email", person.email, "password", person.password))
        .post("/auth/login")
        .then()
        .statusCode(401);
    TestWorkspace.create().asOwner().body("{}").post(tool.path()).then().statusCode(404);
    // The address is free, the slug is not
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "email", person.email,
                "password", TestWorkspace.newPassword(),
                "workspace_slug", person.slug))
        .post("/auth/register")
        .then()
        .statusCode(409);
    given()
        .contentType("application/json")
        .body(Map.of("email", person.email, "password", TestWorkspace.newPassword()))
        .post("/auth/register")
        .then()
        .statusCode(201)
        .body("data.user.id", not(equalTo(person.userId)));
  }

  @Test
  void the_sole_owner_of_what_others_use_stays() {
    TestWorkspace other = TestWorkspace.create();
    TestInvite.join(person, other, "member");
    person
        .asOwner()
        .delete("/users/me")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("CONFLICT"))
        .body("error.message", containsString(person.slug));
    person.asOwner().get("/users/me").then().statusCode(200);
    person
        .asOwner()
        .body(Map.of("role", "owner"))
        .patch("/workspaces/" + person.workspaceId + "/members/" + other.userId)
        .then()
        .statusCode(200);
    person.asOwner().delete("/users/me").then().statusCode(200);
    other
        .asOwner()
        .get("/workspaces/" + person.workspaceId)
        .then()
        .statusCode(200)
        .body("data.owner_user_id", equalTo(other.userId))
        .body("data.type", equalTo("team"))
        .body("data.member_count", equalTo(1));
  }

  @Test
  void the_audit_keeps_a_pseudonym() {
    TestWorkspace owner = TestWorkspace.create();
    TestInvite.join(owner, person, "owner");
    String audit = "/workspaces/" + owner.workspaceId + "/audit";
    person
        .asOwner()
        .body(Map.of("name", "Named by a person"))
        .patch("/workspaces/" + owner.workspaceId)
        .then()
        .statusCode(200);
    assertThat(owner.asOwner().get(audit).asString()).contains(person.email);
    person.asOwner().delete("/users/me").then().statusCode(200);
    String after = owner.asOwner().get(audit).asString();
    assertThat(after).doesNotContain(person.email).contains("deleted-" + person.userId);
    assertThat(owner.asOwner().get("/workspaces/" + owner.workspaceId + "/members").asString())
        .doesNotContain(person.email);
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/members")
        .then()
        .body("data", hasSize(1));
  }

  @Test
  void the_stars_of_a_deleted_account_are_gone_from_all_counts() {
    TestWorkspace author = TestWorkspace.create();
    String name = "liked-" + TestWorkspace.unique();
    String first = TestTool.id(author, TestTool.tool(name, "is_public", true));
    String second = TestTool.id(author, TestTool.tool(name, "is_public", true));
    for (String id : List.of(first, second)) {
      person.asOwner().post("/agents/" + id + "/star").then().statusCode(200);
    }
    author.asOwner().post("/agents/" + second + "/star").then().statusCode(200);
    author
        .asOwner()
        .get("/public/agents?org=" + author.slug)
        .then()
        .body("data[0].stars_count", equalTo(2));

    person.asOwner().delete("/users/me").then().statusCode(200);
    author
        .asOwner()
        .get("/public/agents?org=" + author.slug)
        .then()
        .body("data[0].stars_count", equalTo(1));
    author.asOwner().get("/agents/" + first).then().body("data.stars_count", equalTo(0));
    author.asOwner().get("/agents/" + second).then().body("data.stars_count", equalTo(1));
    author
        .asOwner()
        .get("/agents/" + second + "/delete-check?mode=all_versions")
        .then()
        .body("data.stars_count", equalTo(1));
  }

  @RepeatedTest(3)
  void who_stars_while_the_account_goes_leaves_no_star() {
    TestWorkspace author = TestWorkspace.create();
    String id = TestTool.id(author, TestTool.tool("raced", "is_public", true));
    Together.statuses(
        4,
        i ->
            i == 0
                ? person.asOwner().delete("/users/me").then()
                : person.asOwner().post("/agents/" + id + "/star").then());
    author.asOwner().get("/agents/" + id).then().body("data.stars_count", equalTo(0));
  }

  @Test
  void a_locked_key_deletes_nobody() {
    String locked =
        person.newKey(Map.of("name", "locked", "workspace_locked", true)).getString("data.key");
    TestWorkspace.as(locked).delete("/users/me").then().statusCode(403);
    person.asOwner().get("/users/me").then().statusCode(200);
  }

  @RepeatedTest(3)
  void of_two_owners_who_go_together_one_stays_or_the_workspace_goes() {
    TestWorkspace other = TestWorkspace.create();
    TestInvite.join(person, other, "owner");
    TestWorkspace third = TestWorkspace.create();
    TestInvite.join(person, third, "member");
    List<TestWorkspace> both = List.of(person, other);
    assertThat(Together.statuses(2, i -> both.get(i).asOwner().delete("/users/me").then()))
        .containsExactlyInAnyOrder(200, 409);
    third.asOwner().get("/workspaces/" + person.workspaceId).then().statusCode(200);
  }

  @RepeatedTest(3)
  void who_joins_while_their_account_is_deleted_leaves_no_trace() {
    TestWorkspace owner = TestWorkspace.create();
    TestInvite invite = TestInvite.send(owner, person.email, "owner");
    Together.run(
        2,
        i ->
            i == 0
                ? invite.acceptedBy(person).extract().statusCode()
                : person.asSession().delete("/users/me").statusCode());
    boolean gone = person.asSession().get("/users/me").statusCode() == 401;
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/members")
        .then()
        .body("data", hasSize(gone ? 1 : 2));
  }
}
