package io.orchagent.schedules;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A schedule of a tool, made over HTTP alone. */
final class TestSchedule {
  /** It fails, sleeps or answers what it was told to. */
  static final String PROGRAM =
      """
      import json, sys, time
      d = json.load(sys.stdin)
      time.sleep(d.get("sleep", 0))
      if d.get("fail"):
          sys.exit(3)
      print(json.dumps(d))
      """;

  final TestWorkspace owner;
  final String id;
  final JsonPath created;

  private TestSchedule(TestWorkspace owner, JsonPath created) {
    this.owner = owner;
    this.id = created.getString("data.id");
    this.created = created;
  }

  static TestTool tool(TestWorkspace owner) {
    return TestTool.python(owner, PROGRAM);
  }

  static Map<String, Object> cron(TestTool tool, Object... more) {
    return body(tool, "cron", "cron_expression", "0 0 1 1 *", more);
  }

  static Map<String, Object> webhook(TestTool tool, Object... more) {
    return body(tool, "webhook", "input_data", Map.of(), more);
  }

  private static Map<String, Object> body(
      TestTool tool, String type, String field, Object value, Object... more) {
    Map<String, Object> body = new HashMap<>();
    body.put("agent_id", tool.id);
    body.put("type", type);
    body.put(field, value);
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    return body;
  }

  static TestSchedule create(TestWorkspace owner, Map<String, Object> body) {
    return new TestSchedule(owner, post(owner, body).statusCode(201).extract().jsonPath());
  }

  static ValidatableResponse post(TestWorkspace owner, Map<String, Object> body) {
    return owner.asOwner().body(body).post(root(owner)).then();
  }

  static String root(TestWorkspace owner) {
    return "/workspaces/" + owner.workspaceId + "/schedules";
  }

  String path() {
    return root(owner) + "/" + id;
  }

  RequestSpecification as() {
    return owner.asOwner();
  }

  ValidatableResponse get() {
    return as().get(path()).then().statusCode(200);
  }

  ValidatableResponse patch(Map<String, Object> body) {
    return as().body(body).patch(path()).then();
  }

  ValidatableResponse trigger(Object input) {
    return as().body(Map.of("input_data", input)).post(path() + "/trigger").then();
  }

  /** Newest first. */
  List<Map<String, Object>> events() {
    return as().get(path() + "/events").then().statusCode(200).extract().path("data");
  }

  List<String> eventTypes() {
    return events().stream().map(event -> (String) event.get("type")).toList();
  }

  List<Map<String, Object>> runs() {
    return as().get(path() + "/runs").then().statusCode(200).extract().path("data");
  }

  /** Until as many runs of it have ended; newest first. */
  List<Map<String, Object>> awaitEnded(int many) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> runs().stream().filter(run -> run.get("completed_at") != null).count() >= many);
    return runs();
  }
}
