package io.orchagent.workspaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.orchagent.testing.TestWorkspace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a member may do who is no owner; there is no way yet to become one over HTTP. */
@QuarkusTest
class WorkspaceRolesTest {
  @Inject WorkspaceQueries queries;
  @Inject Plans plans;

  @Test
  void a_member_reads_and_an_owner_changes() {
    TestWorkspace owner = TestWorkspace.create();
    TestWorkspace member = TestWorkspace.create();
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                queries.insertMember(
                    UUID.fromString(owner.workspaceId), UUID.fromString(member.userId), "member"));
    String path = "/workspaces/" + owner.workspaceId;
    member
        .asOwner()
        .get(path)
        .then()
        .statusCode(200)
        .body("data.role", equalTo("member"))
        .body("data.member_count", equalTo(2));
    member.asOwner().get("/workspaces").then().body("data.id", hasItem(owner.workspaceId));
    member.asOwner().get(path + "/members").then().statusCode(200);
    member.asOwner().get(path + "/audit").then().statusCode(403);
    member.asOwner().body(Map.of("name", "x")).patch(path).then().statusCode(403);
    member
        .asOwner()
        .header("X-Workspace-Id", owner.workspaceId)
        .body(Map.of("name", "x"))
        .patch("/org")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("FORBIDDEN"));
    member.asOwner().header("X-Workspace-Id", owner.workspaceId).get("/org").then().statusCode(200);
  }

  @Test
  void the_shipped_plans_are_those_of_the_contract() {
    PlanLimits free = plans.of("free");
    assertThat(plans.standard()).isEqualTo("free");
    assertThat(free.callsPerDay()).hasValue(1_000);
    assertThat(free.concurrentCalls()).hasValue(10);
    assertThat(free.maxCall()).hasValue(java.time.Duration.ofSeconds(300));
    assertThat(free.storageDocumentBytes()).hasValue(100 * 1024);
    assertThat(plans.of("enterprise").callsPerDay()).isEmpty();
    assertThat(plans.of("enterprise").maxCall()).hasValue(java.time.Duration.ofSeconds(900));
    assertThat(plans.of("team").members()).hasValue(25);
    assertThat(plans.of("gone")).isEqualTo(free);
  }
}
