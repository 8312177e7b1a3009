package io.orchagent;

import static java.util.Map.entry;

import io.orchagent.AuditedChanges.Audited;
import io.orchagent.AuditedChanges.Change;
import io.orchagent.AuditedChanges.Done;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The same for services. */
final class AuditedServices {
  private AuditedServices() {}

  static Map<String, Audited> audited() {
    return Map.ofEntries(
        entry("deployService", new Audited("service.created", AuditedServices::create)),
        entry(
            "updateService",
            new Audited(
                "service.config_updated",
                of((me, path) -> me.asOwner().body(Map.of("require_key", true)).patch(path)))),
        entry(
            "deleteService",
            new Audited("service.deleted", of((me, path) -> me.asOwner().delete(path)))),
        entry("restartService", new Audited("service.restarted", posted("/restart"))),
        entry("pauseService", new Audited("service.paused", posted("/pause"))),
        entry("resumeService", new Audited("service.resumed", AuditedServices::resume)),
        entry(
            "updateServiceVersion",
            new Audited("service.version_updated", AuditedServices::newest)),
        entry(
            "rotateServiceAlertSecret",
            new Audited("service.config_updated", posted("/rotate-alert-secret"))),
        entry("testServiceAlert", new Audited("service.alert_tested", posted("/test-alert"))));
  }

  private static String root(TestWorkspace me) {
    return "/workspaces/" + me.workspaceId + "/services";
  }

  static Response deploy(TestWorkspace me, String agent) {
    return me.asOwner()
        .body(
            Map.of(
                "agent_id",
                agent,
                "name",
                "audited",
                "auto_update",
                false,
                "alert_webhook_url",
                "https://alerts.invalid/"))
        .post(root(me));
  }

  /** A new one of a program that ends at once. */
  static String path(TestWorkspace me) {
    String agent = TestTool.python(me, "print('{}')").id;
    return root(me) + "/" + deploy(me, agent).path("data.id");
  }

  /** The one that is there, or a new one: a plan has room for two. */
  static String anyPath(TestWorkspace me) {
    List<String> there = me.asOwner().get(root(me)).path("data.id");
    return there.isEmpty() ? path(me) : root(me) + "/" + there.getFirst();
  }

  private static Done create() {
    TestWorkspace me = TestWorkspace.create();
    return Done.in(me, deploy(me, TestTool.python(me, "print('{}')").id));
  }

  private static Change of(BiFunction<TestWorkspace, String, Response> change) {
    return () -> {
      TestWorkspace me = TestWorkspace.create();
      return Done.in(me, change.apply(me, path(me)));
    };
  }

  private static Change posted(String what) {
    return of((me, path) -> me.asOwner().post(path + what));
  }

  private static Done resume() {
    TestWorkspace me = TestWorkspace.create();
    String path = path(me);
    me.asOwner().post(path + "/pause").then().statusCode(200);
    return Done.in(me, me.asOwner().post(path + "/resume"));
  }

  private static Done newest() {
    TestWorkspace me = TestWorkspace.create();
    TestTool tool = TestTool.python(me, "print('{}')");
    String path = root(me) + "/" + deploy(me, tool.id).path("data.id");
    TestTool.runnable(me, TestTool.tool(tool.name));
    return Done.in(me, me.asOwner().post(path + "/update-version"));
  }
}
