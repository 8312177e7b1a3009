package io.orchagent.agents;

import static io.restassured.RestAssured.given;

import io.orchagent.testing.TestWorkspace;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Publishes and uploads over HTTP alone. */
final class PublishedAgent {
  private PublishedAgent() {}

  /** A tool without anything special, changed by names and values. */
  static Map<String, Object> tool(String name, Object... more) {
    Map<String, Object> body = new HashMap<>();
    body.put("name", name);
    body.put("type", "tool");
    body.put("required_secrets", List.of());
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    return body;
  }

  static JsonPath publish(TestWorkspace workspace, Map<String, Object> body) {
    return workspace
        .asOwner()
        .body(body)
        .post("/agents")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  /** The id of a new version. */
  static String id(TestWorkspace workspace, Map<String, Object> body) {
    return publish(workspace, body).getString("data.agent.id");
  }

  static Response upload(TestWorkspace workspace, String id, byte[] zip) {
    return given()
        .header("Authorization", "Bearer " + workspace.apiKey)
        .multiPart("bundle", "bundle.zip", zip, "application/zip")
        .post("/agents/" + id + "/upload");
  }

  /** A version of a tool that can be called. */
  static String runnable(TestWorkspace workspace, Map<String, Object> body) {
    String id = id(workspace, body);
    upload(workspace, id, RawZip.of("main.py", "print('{}')")).then().statusCode(200);
    return id;
  }
}
