package io.orchagent.workspaces.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.orchagent.testing.TestInvite;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MemberResourceTest {
  private TestWorkspace owner;
  private TestWorkspace member;
  private String path;

  @BeforeEach
  void people() {
    owner = TestWorkspace.create();
    member = TestWorkspace.create();
    path = "/workspaces/" + owner.workspaceId;
  }

  private ValidatableResponse role(TestWorkspace by, TestWorkspace of, String role) {
    return by.asOwner().body(Map.of("role", role)).patch(path + "/members/" + of.userId).then();
  }

  private ValidatableResponse remove(TestWorkspace by, TestWorkspace whom) {
    return by.asOwner().delete(path + "/members/" + whom.userId).then();
  }

  @Test
  void an_owner_changes_roles_at_once() {
    TestInvite.join(owner, member, "member");
    member.asOwner().get(path + "/audit").then().statusCode(403);
    role(owner, member, "owner").statusCode(200).body("data.role", equalTo("owner"));
    member.asOwner().get(path + "/audit").then().statusCode(200);
    role(owner, member, "member").statusCode(200).body("data.role", equalTo("member"));
    member.asOwner().get(path + "/audit").then().statusCode(403);
    owner
        .asOwner()
        .get(path + "/audit")
        .then()
        .body("data[0].action", equalTo("member.made_member"))
        .body("data[0].target", equalTo(member.email));
  }

  @Test
  void a_member_changes_nobody_but_leaves() {
    TestInvite.join(owner, member, "member");
    role(member, member, "owner").statusCode(403);
    remove(member, owner).statusCode(403);
    remove(member, member).statusCode(200).body("data.deleted", equalTo(true));
    member.asOwner().get(path).then().statusCode(404);
    member.asOwner().get("/workspaces").then().body("data.id", not(hasItem(owner.workspaceId)));
    remove(owner, member).statusCode(404);
  }

  @Test
  void keys_of_the_workspace_end_with_the_membership() {
    TestInvite.join(owner, member, "member");
    String key =
        TestWorkspace.as(member.accessToken)
            .header("X-Workspace-Id", owner.workspaceId)
            .body(Map.of("name", "there"))
            .post("/api-keys")
            .then()
            .statusCode(201)
            .extract()
            .path("data.key");
    TestWorkspace.as(key).get("/org").then().statusCode(200);
    remove(owner, member).statusCode(200);
    TestWorkspace.as(key).get("/org").then().statusCode(401);
    TestInvite.join(owner, member, "member");
    TestWorkspace.as(key).get("/org").then().statusCode(401);
    member.asOwner().get("/org").then().statusCode(200);
  }

  @Test
  void the_last_owner_stays() {
    TestInvite.join(owner, member, "member");
    remove(owner, owner).statusCode(409).body("error.code", equalTo("CONFLICT"));
    role(owner, owner, "member").statusCode(409);
    role(owner, owner, "owner").statusCode(200);
    owner.asOwner().get(path + "/members").then().body("data.role", hasItem("owner"));
  }

  @RepeatedTest(3)
  void of_two_owners_who_leave_together_one_stays() {
    TestInvite.join(owner, member, "owner");
    List<TestWorkspace> both = List.of(owner, member);
    assertThat(Together.statuses(2, i -> remove(both.get(i), both.get(i))))
        .containsExactlyInAnyOrder(200, 409);
    assertOneOwner(both);
  }

  @RepeatedTest(3)
  void of_two_owners_who_demote_each_other_one_stays() {
    TestInvite.join(owner, member, "owner");
    List<TestWorkspace> both = List.of(owner, member);
    assertThat(Together.statuses(2, i -> role(both.get(i), both.get(1 - i), "member")))
        .containsExactlyInAnyOrder(200, 403);
    assertOneOwner(both);
  }

  @RepeatedTest(3)
  void of_two_owners_who_step_down_together_one_stays() {
    TestInvite.join(owner, member, "owner");
    List<TestWorkspace> both = List.of(owner, member);
    assertThat(Together.statuses(2, i -> role(both.get(i), both.get(i), "member")))
        .containsExactlyInAnyOrder(200, 409);
    assertOneOwner(both);
  }

  private void assertOneOwner(List<TestWorkspace> people) {
    assertThat(
            people.stream().filter(one -> one.asOwner().get(path + "/audit").statusCode() == 200))
        .hasSize(1);
  }

  @Test
  void who_leaves_a_personal_workspace_gets_a_new_one() {
    TestInvite.join(owner, member, "owner");
    remove(owner, owner).statusCode(200);
    member
        .asOwner()
        .get(path)
        .then()
        .body("data.owner_user_id", equalTo(member.userId))
        .body("data.type", equalTo("team"));
    owner
        .asSession()
        .get("/workspaces")
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data.type", contains("personal"));
  }

  @Test
  void nobody_and_nonsense_are_told_apart() {
    owner
        .asOwner()
        .body(Map.of("role", "member"))
        .patch(path + "/members/" + UUID.randomUUID())
        .then()
        .statusCode(404);
    owner.asOwner().body(Map.of("role", "x")).patch(path + "/members/x").then().statusCode(400);
    owner
        .asOwner()
        .body(Map.of("role", "member"))
        .patch(path + "/members/x")
        .then()
        .statusCode(404);
    role(owner, owner, "admin").statusCode(400).body("error.fields.field", contains("role"));
    owner.asOwner().delete(path + "/members/" + UUID.randomUUID()).then().statusCode(404);
  }
}
