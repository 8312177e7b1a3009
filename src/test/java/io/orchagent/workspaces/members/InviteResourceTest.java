package io.orchagent.workspaces.members;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class InviteResourceTest {
  private TestWorkspace owner;
  private String path;

  @BeforeEach
  void people() {
    owner = TestWorkspace.create();
    path = "/workspaces/" + owner.workspaceId;
  }

  @Test
  void an_invitation_tells_its_link_and_waits() {
    String email = TestWorkspace.newEmail();
    owner
        .asOwner()
        .body(Map.of("email", email))
        .post(path + "/invite")
        .then()
        .statusCode(200)
        .body("data.invite.email", equalTo(email))
        .body("data.invite.role", equalTo("member"))
        .body("data.invite.expires_at", endsWith("Z"))
        .body("data.invite.invite_url", matchesPattern("http.*token=inv_[0-9A-Za-z]{43}"));
    owner
        .asOwner()
        .get(path + "/invites")
        .then()
        .statusCode(200)
        .body("data.email", contains(email))
        .body("metadata.total", equalTo(1));
    owner
        .asOwner()
        .get(path + "/members")
        .then()
        .body("data", hasSize(1))
        .body("metadata.invites.email", contains(email));
    assertThat(owner.asOwner().get(path + "/invites").asString()).doesNotContain("inv_");
  }

  @Test
  void who_was_invited_joins_once() {
    TestWorkspace guest = TestWorkspace.create();
    TestInvite invite = TestInvite.send(owner, guest.email.toUpperCase(Locale.ROOT), "owner");
    invite
        .acceptedBy(guest)
        .statusCode(200)
        .body("data.id", equalTo(owner.workspaceId))
        .body("data.role", equalTo("owner"))
        .body("data.member_count", equalTo(2));
    invite.acceptedBy(guest).statusCode(409).body("error.code", equalTo("CONFLICT"));
    owner.asOwner().get(path + "/invites").then().body("data", empty());
    owner
        .asOwner()
        .get(path + "/audit")
        .then()
        .body("data.action", hasItem("invite.created"))
        .body("data.action", hasItem("member.joined"));
  }

  @Test
  void of_simultaneous_acceptances_one_counts() {
    TestWorkspace guest = TestWorkspace.create();
    TestInvite invite = TestInvite.send(owner, guest.email, "member");
    assertThat(Together.statuses(8, i -> invite.acceptedBy(guest)))
        .containsOnlyOnce(200)
        .containsOnly(200, 409);
    owner.asOwner().get(path + "/members").then().body("data", hasSize(2));
  }

  @Test
  void another_address_cannot_accept() {
    TestWorkspace guest = TestWorkspace.create();
    TestWorkspace other = TestWorkspace.create();
    TestInvite invite = TestInvite.send(owner, guest.email, "member");
    invite.acceptedBy(other).statusCode(403).body("error.code", equalTo("FORBIDDEN"));
    other.asOwner().get(path).then().statusCode(404);
    invite.acceptedBy(guest).statusCode(200);
    invite.acceptedBy(other).statusCode(403);
  }

  @Test
  void a_revoked_replaced_or_unknown_one_is_good_for_nothing() {
    TestWorkspace guest = TestWorkspace.create();
    TestInvite revoked = TestInvite.send(owner, guest.email, "member");
    owner.asOwner().delete(path + "/invites/" + revoked.id()).then().statusCode(200);
    owner.asOwner().delete(path + "/invites/" + revoked.id()).then().statusCode(404);
    revoked.acceptedBy(guest).statusCode(404);
    TestInvite replaced = TestInvite.send(owner, guest.email, "member");
    TestInvite newer = TestInvite.send(owner, guest.email, "member");
    replaced.acceptedBy(guest).statusCode(404);
    owner.asOwner().get(path + "/invites").then().body("data.id", contains(newer.id()));
    for (String token :
        List.of("", "inv_", "x", newer.token() + "0", newer.token().toLowerCase(Locale.ROOT))) {
      guest
          .asOwner()
          .body(Map.of("token", token))
          .post("/invites/accept")
          .then()
          .statusCode(404)
          .body("error.code", equalTo("NOT_FOUND"));
    }
    newer.acceptedBy(guest).statusCode(200);
  }

  @Test
  void another_workspaces_invitation_is_a_missing_one() {
    TestWorkspace other = TestWorkspace.create();
    TestInvite invite = TestInvite.send(owner, TestWorkspace.newEmail(), "member");
    other
        .asOwner()
        .delete("/workspaces/" + other.workspaceId + "/invites/" + invite.id())
        .then()
        .statusCode(404);
    owner.asOwner().delete(path + "/invites/" + UUID.randomUUID()).then().statusCode(404);
    owner.asOwner().delete(path + "/invites/x").then().statusCode(404);
  }

  @Test
  void bad_addresses_and_roles_are_named() {
    for (String email : List.of("x", "a@b", "аda@example.test", "ada@exаmple.test", "")) {
      owner
          .asOwner()
          .body(Map.of("email", email))
          .post(path + "/invite")
          .then()
          .statusCode(400)
          .body("error.fields.field", contains("email"));
    }
    for (String role : List.of("admin", "Owner", "", "оwner")) {
      owner
          .asOwner()
          .body(Map.of("email", TestWorkspace.newEmail(), "role", role))
          .post(path + "/invite")
          .then()
          .statusCode(400)
          .body("error.fields.field", contains("role"))
          .body("error.message", containsString("owner or member"));
    }
    owner
        .asOwner()
        .body(Map.of("email", owner.email))
        .post(path + "/invite")
        .then()
        .statusCode(400)
        .body("error.fields.field", contains("email"));
    owner.asOwner().get(path + "/invites").then().body("data", empty());
  }

  @Test
  void the_plan_bounds_members_and_invitations_together() {
    List<String> emails =
        Collections.nCopies(4, "").stream().map(x -> TestWorkspace.newEmail()).toList();
    emails.forEach(email -> TestInvite.send(owner, email, "member"));
    owner
        .asOwner()
        .body(Map.of("email", TestWorkspace.newEmail()))
        .post(path + "/invite")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("PLAN_LIMIT_REACHED"))
        .body("error.message", containsString("members"));
    // The same address again takes no further place
    TestInvite.send(owner, emails.getFirst(), "owner");
  }

  @Test
  void simultaneous_invitations_do_not_pass_the_limit() {
    List<Integer> statuses =
        Together.statuses(
            9,
            i ->
                owner
                    .asOwner()
                    .body(Map.of("email", TestWorkspace.newEmail()))
                    .post(path + "/invite")
                    .then());
    assertThat(statuses).containsOnly(200, 403);
    assertThat(Collections.frequency(statuses, 200)).isEqualTo(4);
  }

  @Test
  void a_registration_with_an_invitation_joins() {
    String email = TestWorkspace.newEmail();
    TestInvite invite = TestInvite.send(owner, email, "member");
    Map<String, Object> other =
        Map.of(
            "email", TestWorkspace.newEmail(),
            "password", TestWorkspace.newPassword(),
            "invite_token", invite.token());
    register(other).statusCode(403).body("error.code", equalTo("FORBIDDEN"));
    Map<String, Object> invited =
        Map.of(
            "email", email,
            "password", TestWorkspace.newPassword(),
            "invite_token", invite.token());
    String session =
        register(invited)
            .statusCode(201)
            .body("data.workspace.id", not(equalTo(owner.workspaceId)))
            .extract()
            .path("data.session.access_token");
    TestWorkspace.as(session).get("/workspaces").then().body("data.id", hasItem(owner.workspaceId));
    // Nothing of the refused registration is there
    given()
        .contentType("application/json")
        .body(Map.of("email", other.get("email"), "password", other.get("password")))
        .post("/auth/login")
        .then()
        .statusCode(401);
  }

  private static io.restassured.response.ValidatableResponse register(Map<String, Object> body) {
    return given().contentType("application/json").body(body).post("/auth/register").then();
  }

  @Test
  void a_locked_key_accepts_nothing() {
    TestWorkspace guest = TestWorkspace.create();
    TestInvite invite = TestInvite.send(owner, guest.email, "member");
    String locked =
        guest.newKey(Map.of("name", "locked", "workspace_locked", true)).getString("data.key");
    TestWorkspace.as(locked)
        .body(Map.of("token", invite.token()))
        .post("/invites/accept")
        .then()
        .statusCode(403);
  }
}
