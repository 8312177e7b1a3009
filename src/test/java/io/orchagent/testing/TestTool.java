package io.orchagent.testing;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A published tool, made over HTTP alone. */
public final class TestTool {
  private static final LocalDateTime MADE = LocalDateTime.of(2026, 1, 1, 0, 0);

  public final String id;
  public final String org;
  public final String name;

  private TestTool(String id, String org, String name) {
    this.id = id;
    this.org = org;
    this.name = name;
  }

  /** Its first version, from one program. */
  public static TestTool python(TestWorkspace author, String program) {
    return publish(author, Map.of(), Map.of("main.py", program));
  }

  public static TestTool javascript(TestWorkspace author, String program) {
    return publish(author, Map.of(), Map.of("main.js", program));
  }

  /**
   * Its first version.
   *
   * @param fields further fields of the publication
   * @param files of the bundle; none for a version without one
   */
  public static TestTool publish(
      TestWorkspace author, Map<String, Object> fields, Map<String, String> files) {
    Map<String, Object> body = tool("tool-" + TestWorkspace.unique());
    body.putAll(fields);
    String id = id(author, body);
    if (!files.isEmpty()) {
      upload(author, id, zip(files)).then().statusCode(200);
    }
    return new TestTool(id, author.slug, (String) body.get("name"));
  }

  /** What is sent to publish a tool without anything special, changed by names and values. */
  public static Map<String, Object> tool(String name, Object... more) {
    Map<String, Object> body = new HashMap<>();
    body.put("name", name);
    body.put("type", "tool");
    body.put("required_secrets", List.of());
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    return body;
  }

  /** The whole answer to a publish. */
  public static JsonPath publish(TestWorkspace author, Map<String, Object> body) {
    return author.asOwner().body(body).post("/agents").then().statusCode(201).extract().jsonPath();
  }

  /** The id of a new version. */
  public static String id(TestWorkspace author, Map<String, Object> body) {
    return publish(author, body).getString("data.agent.id");
  }

  public static Response upload(TestWorkspace author, String id, byte[] zip) {
    return author
        .asOwner()
        .contentType("multipart/form-data")
        .multiPart("bundle", "bundle.zip", zip, "application/zip")
        .post("/agents/" + id + "/upload");
  }

  /** The id of a new version that can be called. */
  public static String runnable(TestWorkspace author, Map<String, Object> body) {
    String id = id(author, body);
    upload(author, id, zip(Map.of("main.py", "print('{}')"))).then().statusCode(200);
    return id;
  }

  public static byte[] zip(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        // The same files are the same bytes, also two seconds later
        entry.setTimeLocal(MADE);
        zip.putNextEntry(entry);
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Where its first version is called. */
  /** Queues a call: the id of its run. */
  public String queue(TestWorkspace caller) {
    return caller
        .asOwner()
        .header("Prefer", "respond-async")
        .body("{}")
        .post(path())
        .then()
        .statusCode(202)
        .extract()
        .path("data.run_id");
  }

  public String path() {
    return "/" + org + "/" + name + "/v1/run";
  }
}
