package io.orchagent.admin;

import static io.orchagent.testing.TestWorkspace.asAdministrator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdminEncryptionResourceTest {
  private static JsonPath state() {
    return asAdministrator().get("/admin/encryption").then().statusCode(200).extract().jsonPath();
  }

  @Test
  void calls_go_on_while_both_keys_change() {
    TestWorkspace owner = TestWorkspace.create();
    TestSecrets.set(owner, "KEY", "the value");
    TestTool tool =
        TestTool.publish(
            owner,
            Map.of("required_secrets", List.of("KEY")),
            Map.of("main.py", "import os, json; print(json.dumps(os.environ['KEY']))"));
    AtomicBoolean rotated = new AtomicBoolean();
    CompletableFuture<Integer> calls =
        CompletableFuture.supplyAsync(
            () -> {
              int answered = 0;
              do {
                owner
                    .asOwner()
                    .body("{}")
                    .post(tool.path())
                    .then()
                    .statusCode(200)
                    .body("data", equalTo("the value"));
                answered++;
              } while (!rotated.get());
              return answered;
            },
            Thread::startVirtualThread);
    String workspace = "/admin/workspaces/" + owner.workspaceId;
    asAdministrator()
        .post(workspace + "/rotate-data-key")
        .then()
        .statusCode(200)
        .body("data.workspace_id", equalTo(owner.workspaceId))
        .body("data.data_key_version", equalTo(2))
        .body("data.resealed_secrets", equalTo(1))
        .body("data.unreadable_secrets", equalTo(0));
    String next =
        asAdministrator()
            .post("/admin/encryption/rotate-master-key")
            .then()
            .statusCode(200)
            .extract()
            .path("data.master_key_id");
    asAdministrator()
        .post(workspace + "/rotate-data-key")
        .then()
        .statusCode(200)
        .body("data.data_key_version", equalTo(3));
    rotated.set(true);
    assertThat(calls.join()).isPositive();

    JsonPath after = state();
    assertThat(after.getString("data.current_master_key_id")).isEqualTo(next);
    assertThat(after.getList("data.held_master_key_ids")).hasSize(2).contains(next);
    assertThat(after.getList("data.data_keys.master_key_id")).containsExactly(next);
    assertThat(after.getList("data.servers.host")).isNotEmpty();
    asAdministrator()
        .post("/admin/encryption/rotate-master-key")
        .then()
        .statusCode(200)
        .body("data.moved_data_keys", equalTo(0));
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .body("data[0].action", equalTo("data_key.rotated"))
        .body("data[0].actor", equalTo("admin@example.test"))
        .body("data[0].target", equalTo("v3"));
  }

  @Test
  void only_administrators_get_in() {
    TestWorkspace owner = TestWorkspace.create();
    String dataKey = "/admin/workspaces/" + owner.workspaceId + "/rotate-data-key";
    owner.asOwner().get("/admin/encryption").then().statusCode(403);
    owner.asOwner().post("/admin/encryption/rotate-master-key").then().statusCode(403);
    owner.asOwner().post(dataKey).then().statusCode(403);
    given().get("/admin/encryption").then().statusCode(401);
    asAdministrator()
        .post("/admin/workspaces/" + UUID.randomUUID() + "/rotate-data-key")
        .then()
        .statusCode(404);
  }
}
