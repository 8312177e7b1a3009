package io.orchagent;

import static io.restassured.RestAssured.given;
import static java.util.Map.entry;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** The changing operations of the API document: how each is made to happen, and its event. */
final class AuditedChanges {
  /** Operations that change nothing which the audit log is about. */
  static final Map<String, String> NOTHING_TO_TELL =
      Map.ofEntries(
          entry("validateAgent", "a dry run"),
          entry("starAgent", "a mark of a reader, which changes nothing of the agent"),
          entry("unstarAgent", "as starAgent"),
          entry("callAgent", "a run is its own record, with caller, time and outcome"),
          entry("webhookTrigger", "a run is its own record; its schedule has the event"),
          entry("webhookTriggerByHeader", "as webhookTrigger"),
          entry("receiveStripeEvent", "the ledger itself has what was paid or taken back"),
          entry("tick", "what loops do by themselves, each with its own events"),
          entry("deleteUser", "its event has a pseudonym: AccountDeletionResourceTest"),
          entry("refreshSession", "the same session goes on; a second use is session.ended"),
          entry("requestPasswordReset", "a token is mailed; using it is user.password_reset"));

  /** Changes of the whole server, which other tests of the same server may have made before. */
  static final Map<String, String> ONCE_A_SERVER = Map.of("rotateMasterKey", "master_key.rotated");

  /** {@code TestWorkspace.create()} signs in by registering, and makes a key and a workspace. */
  static final Map<String, Long> NEEDED = Map.of("session.started", 1L, "api_key.created", 1L);

  private final DataSource database;

  AuditedChanges(DataSource database) {
    this.database = database;
  }

  /** One operation: who did it, and in which workspace its event belongs (null: none). */
  record Done(Response answer, TestWorkspace actor, String workspaceId) {
    static Done in(TestWorkspace owner, Response answer) {
      return new Done(answer, owner, owner.workspaceId);
    }

    /** Of the account, not of a workspace. */
    static Done alone(TestWorkspace person, Response answer) {
      return new Done(answer, person, null);
    }

    /** By the server's administrator. */
    static Done byAdministrator(String workspaceId, Response answer) {
      return new Done(answer, null, workspaceId);
    }
  }

  interface Change {
    Done make() throws SQLException;
  }

  record Audited(String action, Change change) {}

  Map<String, Audited> audited() {
    Map<String, Audited> all = new HashMap<>(ofOnePerson());
    all.putAll(AuditedPeople.audited());
    all.putAll(AuditedAgents.audited());
    all.putAll(AuditedMoney.audited());
    all.putAll(AuditedServices.audited());
    return all;
  }

  private Map<String, Audited> ofOnePerson() {
    return Map.ofEntries(
        entry("register", new Audited("user.registered", this::register)),
        entry("verifyRegistration", new Audited("user.registered", this::verify)),
        entry("login", new Audited("session.started", this::login)),
        entry("logout", onePerson("session.ended", me -> me.asSession().post("/auth/logout"))),
        entry("revokeSession", new Audited("session.ended", this::revokeSession)),
        entry(
            "changePassword",
            onePerson(
                "user.password_changed",
                me ->
                    me.asSession()
                        .body(
                            Map.of(
                                "current_password",
                                me.password,
                                "new_password",
                                TestWorkspace.newPassword()))
                        .post("/auth/password"))),
        entry("confirmPasswordReset", new Audited("user.password_reset", this::resetPassword)),
        entry(
            "changeUser",
            onePerson(
                "user.changed",
                me -> me.asOwner().body(Map.of("display_name", "Ada")).patch("/users/me"))),
        entry(
            "createApiKey",
            owned(
                "api_key.created", me -> me.asOwner().body("{\"name\": \"k\"}").post("/api-keys"))),
        entry(
            "revokeApiKey",
            owned(
                "api_key.revoked",
                me ->
                    me.asOwner()
                        .delete(
                            "/api-keys/" + me.newKey(Map.of("name", "k")).getString("data.id")))),
        entry(
            "changeOrg",
            owned("workspace.changed", me -> me.asOwner().body("{\"name\": \"N\"}").patch("/org"))),
        entry("createWorkspace", new Audited("workspace.created", this::createWorkspace)),
        entry(
            "changeWorkspace",
            owned(
                "workspace.changed",
                me ->
                    me.asOwner()
                        .body(Map.of("run_retention_days", 3))
                        .patch("/workspaces/" + me.workspaceId))),
        entry("setSecret", owned("secret.created", AuditedChanges::setSecret)),
        entry("deleteSecret", owned("secret.deleted", this::deleteSecret)),
        entry("createAgent", owned("agent.published", this::publish)),
        entry(
            "updateAgent",
            owned(
                "agent.changed",
                me ->
                    me.asOwner()
                        .body(Map.of("description", "other"))
                        .patch("/agents/" + TestTool.python(me, "print('{}')").id))),
        entry("uploadAgentBundle", owned("agent.bundle_uploaded", this::upload)),
        entry("createSchedule", owned("schedule.created", me -> newSchedule(me))),
        entry(
            "updateSchedule",
            owned(
                "schedule.updated",
                me -> me.asOwner().body(Map.of("timezone", "UTC")).patch(schedule(me)))),
        entry("deleteSchedule", owned("schedule.deleted", me -> me.asOwner().delete(schedule(me)))),
        entry("triggerSchedule", owned("schedule.triggered", me -> posted(me, "/trigger"))),
        entry(
            "regenerateScheduleWebhook",
            owned("schedule.webhook_regenerated", me -> posted(me, "/regenerate-webhook"))),
        entry(
            "rotateScheduleAlertSecret",
            owned("schedule.alert_secret_rotated", me -> posted(me, "/rotate-alert-secret"))),
        entry("testScheduleAlert", owned("schedule.alert_tested", me -> posted(me, "/test-alert"))),
        entry("cancelRun", owned("run.cancelled", this::cancelRun)),
        entry("replayRun", owned("run.replayed", this::replayRun)),
        entry(
            "changeWorkspaceAsAdmin",
            administered(
                "workspace.plan_changed",
                (admin, me) ->
                    admin
                        .body(Map.of("plan", "pro"))
                        .patch("/admin/workspaces/" + me.workspaceId))),
        entry(
            "changeAgentAsAdmin",
            administered(
                "agent.allowed_hosts_changed",
                (admin, me) ->
                    admin
                        .body(Map.of("allowed_hosts", List.of("api.example.test")))
                        .patch("/admin/agents/" + TestTool.python(me, "print('{}')").id))),
        entry(
            "rotateDataKey",
            administered(
                "data_key.rotated",
                (admin, me) -> {
                  setSecret(me);
                  return admin.post("/admin/workspaces/" + me.workspaceId + "/rotate-data-key");
                })));
  }

  private interface ByOne {
    Response make(TestWorkspace me);
  }

  private interface ByAdministrator {
    Response make(RequestSpecification admin, TestWorkspace me);
  }

  private static Audited owned(String action, ByOne change) {
    return new Audited(
        action,
        () -> {
          TestWorkspace me = TestWorkspace.create();
          return Done.in(me, change.make(me));
        });
  }

  private static Audited onePerson(String action, ByOne change) {
    return new Audited(
        action,
        () -> {
          TestWorkspace me = TestWorkspace.create();
          return Done.alone(me, change.make(me));
        });
  }

  private static Audited administered(String action, ByAdministrator change) {
    return new Audited(
        action,
        () -> {
          TestWorkspace me = TestWorkspace.create();
          return Done.byAdministrator(
              me.workspaceId, change.make(TestWorkspace.asAdministrator(), me));
        });
  }

  private Done register() {
    TestWorkspace me = TestWorkspace.create();
    return Done.alone(me, me.asOwner().get("/users/me"));
  }

  private static Response newSchedule(TestWorkspace me) {
    return me.asOwner()
        .body(
            Map.of(
                "agent_id",
                TestTool.python(me, "print('{}')").id,
                "type",
                "webhook",
                "alert_webhook_url",
                "http://127.0.0.1:1/"))
        .post("/workspaces/" + me.workspaceId + "/schedules");
  }

  private static String schedule(TestWorkspace me) {
    return "/workspaces/" + me.workspaceId + "/schedules/" + newSchedule(me).path("data.id");
  }

  private static Response posted(TestWorkspace me, String what) {
    return me.asOwner().post(schedule(me) + what);
  }

  private Done login() {
    TestWorkspace me = TestWorkspace.create();
    return Done.alone(
        me,
        given()
            .contentType("application/json")
            .body(Map.of("email", me.email, "password", me.password))
            .post("/auth/login"));
  }

  private Done revokeSession() {
    TestWorkspace me = TestWorkspace.create();
    String id = me.asSession().get("/auth/sessions").path("data[0].id");
    return Done.alone(me, me.asSession().delete("/auth/sessions/" + id));
  }

  /** As {@link #resetPassword}: without the mail. */
  private Done verify() throws SQLException {
    String token = Tokens.random("vr_");
    String email = TestWorkspace.newEmail();
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into pending_registration (token_hash, email, password_hash, expires_at)"
                    + " values (?, ?, '$2a$04$', now() + interval '1 minute')")) {
      insert.setBytes(1, Hashes.sha256(token));
      insert.setString(2, email);
      insert.executeUpdate();
    }
    Response made =
        given().contentType("application/json").body(Map.of("token", token)).post("/auth/verify");
    return Done.alone(TestWorkspace.registered(email, "unknown", made.jsonPath()), made);
  }

  /** The mail is another test's matter. */
  private Done resetPassword() throws SQLException {
    TestWorkspace me = TestWorkspace.create();
    String token = Tokens.random("pr_");
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into password_reset (token_hash, user_id, expires_at)"
                    + " values (?, ?, now() + interval '1 minute')")) {
      insert.setBytes(1, Hashes.sha256(token));
      insert.setObject(2, UUID.fromString(me.userId));
      insert.executeUpdate();
    }
    return Done.alone(
        me,
        given()
            .contentType("application/json")
            .body(Map.of("token", token, "new_password", TestWorkspace.newPassword()))
            .post("/auth/password-reset/confirm"));
  }

  private Done createWorkspace() {
    TestWorkspace me = TestWorkspace.create();
    Response made = me.asOwner().body("{\"name\": \"A team\"}").post("/workspaces");
    return new Done(made, me, made.path("data.id"));
  }

  private static Response setSecret(TestWorkspace me) {
    return me.asOwner()
        .body(Map.of("name", "A_SECRET", "value", "its value"))
        .put("/workspaces/" + me.workspaceId + "/secrets");
  }

  private Response deleteSecret(TestWorkspace me) {
    setSecret(me);
    return me.asOwner().delete("/workspaces/" + me.workspaceId + "/secrets/A_SECRET");
  }

  private Response publish(TestWorkspace me) {
    return me.asOwner().body(TestTool.tool("tool-" + TestWorkspace.unique())).post("/agents");
  }

  private Response upload(TestWorkspace me) {
    String id = TestTool.id(me, TestTool.tool("tool-" + TestWorkspace.unique()));
    return TestTool.upload(me, id, TestTool.zip(Map.of("main.py", "print('{}')")));
  }

  private Response cancelRun(TestWorkspace me) {
    TestTool tool = TestTool.python(me, "import time; time.sleep(200)");
    String run =
        me.asOwner()
            .header("Prefer", "respond-async")
            .body("{}")
            .post(tool.path())
            .then()
            .statusCode(202)
            .extract()
            .path("data.run_id");
    return me.asOwner().post("/workspaces/" + me.workspaceId + "/runs/" + run + "/cancel");
  }

  private Response replayRun(TestWorkspace me) {
    TestTool tool = TestTool.python(me, "print('{}')");
    String run =
        me.asOwner()
            .body("{}")
            .post(tool.path())
            .then()
            .statusCode(200)
            .extract()
            .path("metadata.run_id");
    return me.asOwner().post("/workspaces/" + me.workspaceId + "/runs/" + run + "/replay");
  }
}
