package io.orchagent.services;

import static org.awaitility.Awaitility.await;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A service of a tool, made over HTTP alone. */
final class TestService {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Says what it was asked for and who it is; ends when it is asked to; logs each request. */
  static final String WEB =
      """
      import http.server, json, os, sys
      class Page(http.server.BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"
          def do_GET(self):
              if self.path.endswith("/crash"):
                  print("ERROR going down", flush=True)
                  os._exit(3)
              body = json.dumps({"path": self.path, "mark": "MARK", "env": os.environ.get("GREETING"),
                                 "secret": os.environ.get("A_SECRET"), "pid": os.getpid(),
                                 "llm": {name: value for name, value in os.environ.items()
                                         if name.startswith("LLM_") or name.endswith("_API_KEY")},
                                 "instance": os.environ["ORCHAGENT_INSTANCE"],
                                 "key": os.environ["ORCHAGENT_SERVICE_KEY"]}).encode()
              self.send_response(200)
              self.send_header("Content-Type", "application/json")
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              self.wfile.write(body)
          def log_message(self, *about):
              print("INFO asked for", self.path, flush=True)
      print("listening, secret", os.environ.get("A_SECRET"), flush=True)
      http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
      """;

  /** Listens nowhere. */
  static final String WORKER =
      """
      import sys, threading
      n = 0
      while True:
          print("tick", n, flush=True)
          if n == 1:
              print("WARNING odd", file=sys.stderr, flush=True)
          n += 1
          threading.Event().wait(0.3)
      """;

  static final String CRASHING =
      """
      import sys
      print("giving up", file=sys.stderr, flush=True)
      sys.exit(7)
      """;

  final TestWorkspace owner;
  final String id;
  final String name;
  final JsonPath created;

  private TestService(TestWorkspace owner, JsonPath created) {
    this.owner = owner;
    this.id = created.getString("data.id");
    this.name = created.getString("data.name");
    this.created = created;
  }

  static Map<String, Object> body(TestTool tool, Object... more) {
    Map<String, Object> body = new HashMap<>();
    body.put("agent_id", tool.id);
    body.put("name", "s-" + TestWorkspace.unique().substring(0, 12));
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    return body;
  }

  static ValidatableResponse post(TestWorkspace owner, Map<String, Object> body) {
    return owner.asOwner().body(body).post(root(owner)).then();
  }

  static TestService create(TestWorkspace owner, TestTool tool, Object... more) {
    return new TestService(
        owner, post(owner, body(tool, more)).statusCode(201).extract().jsonPath());
  }

  static String root(TestWorkspace owner) {
    return "/workspaces/" + owner.workspaceId + "/services";
  }

  String path() {
    return root(owner) + "/" + id;
  }

  /** Where it is reached. */
  String address() {
    return "/s/" + owner.slug + "/" + name;
  }

  ValidatableResponse get() {
    return owner.asOwner().get(path()).then();
  }

  JsonPath view() {
    return get().statusCode(200).extract().jsonPath();
  }

  ValidatableResponse patch(Map<String, Object> changes) {
    return owner.asOwner().body(changes).patch(path()).then();
  }

  ValidatableResponse act(String what) {
    return owner.asOwner().post(path() + "/" + what).then();
  }

  void delete() {
    owner.asOwner().delete(path()).then().statusCode(200);
    await().atMost(PATIENCE).until(() -> owner.asOwner().get(path()).statusCode() == 404);
  }

  TestService awaitState(String state) {
    awaitView(view -> view.getString("data.state").equals(state));
    return this;
  }

  JsonPath awaitView(Predicate<JsonPath> wanted) {
    return await().atMost(PATIENCE).until(this::view, wanted);
  }

  /** A path of its own. */
  Response reach(String path) {
    return io.restassured.RestAssured.get(address() + path);
  }

  List<String> events() {
    return view().getList("data.events.type");
  }

  List<String> log() {
    return owner
        .asOwner()
        .get(path() + "/logs?limit=500")
        .then()
        .statusCode(200)
        .extract()
        .path("data.lines.message");
  }
}
