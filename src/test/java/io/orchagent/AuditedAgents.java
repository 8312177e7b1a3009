package io.orchagent;

import io.orchagent.AuditedChanges.Audited;
import io.orchagent.AuditedChanges.Done;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.restassured.response.Response;
import java.util.Map;
import java.util.function.BiFunction;

/** The same for the life of an agent and its service keys. */
final class AuditedAgents {
  private AuditedAgents() {}

  static Map<String, Audited> audited() {
    return Map.of(
        "deleteAgent",
        ofOwn("agent.deleted", (me, path) -> me.asOwner().delete(path)),
        "restoreAgent",
        ofOwn("agent.restored", AuditedAgents::restore),
        "forkAgent",
        ofOwn("agent.forked", AuditedAgents::fork),
        "transferAgent",
        new Audited("agent.transferred", AuditedAgents::transfer),
        "createAgentKey",
        ofOwn("agent_key.created", (me, path) -> me.asOwner().post(path + "/keys")),
        "revokeAgentKey",
        ofOwn("agent_key.revoked", AuditedAgents::revokeKey));
  }

  private static Audited ofOwn(String action, BiFunction<TestWorkspace, String, Response> change) {
    return new Audited(
        action,
        () -> {
          TestWorkspace me = TestWorkspace.create();
          return Done.in(me, change.apply(me, path(TestTool.python(me, "print('{}')"))));
        });
  }

  private static String path(TestTool tool) {
    return "/agents/" + tool.id;
  }

  private static Response fork(TestWorkspace me, String path) {
    me.asOwner().body(Map.of("is_public", true)).patch(path).then().statusCode(200);
    return me.asOwner().body(Map.of("new_name", "a-fork")).post(path + "/fork");
  }

  private static Response restore(TestWorkspace me, String path) {
    me.asOwner().delete(path).then().statusCode(200);
    return me.asOwner().post(path + "/restore");
  }

  private static Response revokeKey(TestWorkspace me, String path) {
    String id = me.asOwner().post(path + "/keys").then().statusCode(201).extract().path("data.id");
    return me.asOwner().delete(path + "/keys/" + id);
  }

  private static Done transfer() {
    TestWorkspace me = TestWorkspace.create();
    TestTool tool = TestTool.python(me, "print('{}')");
    String target =
        me.asSession()
            .body(Map.of("name", "Second"))
            .post("/workspaces")
            .then()
            .statusCode(201)
            .extract()
            .path("data.id");
    Map<String, String> body =
        Map.of("target_workspace_id", target, "confirmation_name", tool.name);
    return Done.in(me, me.asOwner().body(body).post(path(tool) + "/transfer"));
  }
}
