package io.orchagent.agents;

import static io.orchagent.testing.TestTool.tool;
import static io.orchagent.testing.TestTool.upload;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BundleResourceTest {
  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  private String published(Object... more) {
    return TestTool.id(workspace, tool("tool-" + TestWorkspace.unique(), more));
  }

  private JsonPath agent(String id) {
    return workspace.asOwner().get("/agents/" + id).then().statusCode(200).extract().jsonPath();
  }

  private void refused(byte[] zip, int status, String code) {
    String id = published();
    upload(workspace, id, zip).then().statusCode(status).body("error.code", equalTo(code));
    assertThat(agent(id).getString("data.bundle_status")).isNull();
  }

  @Test
  void an_upload_makes_a_version_active() {
    byte[] zip = RawZip.of("main.py", "print('{}')", "lib/größe.py", "x = 1");
    String hash = Hashes.hex(Hashes.sha256(zip));
    String id = published();
    JsonPath answer = upload(workspace, id, zip).then().statusCode(200).extract().jsonPath();
    assertThat(answer.getMap("data").keySet())
        .containsExactlyInAnyOrder(
            "bundle_id",
            "code_hash",
            "size_bytes",
            "bundle_size_bytes",
            "entrypoint",
            "status",
            "uploaded_at",
            "services_updated");
    assertThat(UUID.fromString(answer.getString("data.bundle_id")).version()).isEqualTo(7);
    assertThat(answer.getString("data.code_hash")).isEqualTo(hash);
    assertThat(answer.getInt("data.size_bytes")).isEqualTo(zip.length);
    assertThat(answer.getInt("data.bundle_size_bytes")).isEqualTo(zip.length);
    assertThat(answer.getString("data.entrypoint")).isEqualTo("main.py");
    assertThat(answer.getString("data.status")).isEqualTo("active");
    assertThat(answer.getInt("data.services_updated")).isZero();
    assertThat(Instant.parse(answer.getString("data.uploaded_at"))).isBefore(Instant.now());
    JsonPath agent = agent(id);
    assertThat(agent.getString("data.bundle_status")).isEqualTo("active");
    assertThat(agent.getString("data.code_hash")).isEqualTo(hash);
    assertThat(agent.getString("data.entrypoint")).isEqualTo("main.py");
    assertThat(agent.getInt("data.bundle_size_bytes")).isEqualTo(zip.length);
    assertThat(agent.getString("data.code_bundle_url")).endsWith("/agents/" + id + "/bundle");
  }

  @Test
  void the_same_bytes_come_back() {
    byte[] zip = RawZip.of("main.py", "print(1)");
    String id = published();
    upload(workspace, id, zip).then().statusCode(200);
    Response answer = workspace.asOwner().get("/agents/" + id + "/bundle");
    String tag = '"' + Hashes.hex(Hashes.sha256(zip)) + '"';
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("application/zip");
    assertThat(answer.header("ETag")).isEqualTo(tag);
    assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(zip.length));
    assertThat(answer.asByteArray()).isEqualTo(zip);
    for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
      workspace
          .asOwner()
          .header("If-None-Match", known)
          .get("/agents/" + id + "/bundle")
          .then()
          .statusCode(304)
          .header("ETag", equalTo(tag));
    }
    workspace
        .asOwner()
        .header("If-None-Match", "\"other\"")
        .get("/agents/" + id + "/bundle")
        .then()
        .statusCode(200);
  }

  @Test
  void a_version_without_a_bundle_has_none_to_fetch() {
    workspace.asOwner().get("/agents/" + published() + "/bundle").then().statusCode(404);
  }

  @Test
  void the_same_zip_again_is_answered_alike_and_another_refused() {
    byte[] zip = RawZip.of("main.py", "print(1)");
    String id = published();
    Map<String, Object> first = upload(workspace, id, zip).jsonPath().getMap("data");
    Map<String, Object> second = upload(workspace, id, zip).jsonPath().getMap("data");
    assertThat(second).isEqualTo(first);
    upload(workspace, id, RawZip.of("main.py", "print(2)"))
        .then()
        .statusCode(409)
        .body("error.message", containsString("Publish a new version"));
  }

  @Test
  void identical_zips_that_arrive_at_once_are_all_taken() {
    byte[] noise = new byte[3 * 1024 * 1024];
    ThreadLocalRandom.current().nextBytes(noise);
    byte[] zip =
        new RawZip()
            .add(RawZip.Entry.of("main.py", "print(1)"))
            .add(new RawZip.Entry(RawZip.bytes("noise"), noise, RawZip.FILE, 0, true))
            .build();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(published());
    }
    try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
      ids.stream()
          .map(id -> CompletableFuture.supplyAsync(() -> upload(workspace, id, zip), together))
          .toList()
          .forEach(done -> assertThat(done.join().statusCode()).isEqualTo(200));
    }
    for (String id : ids) {
      assertThat(workspace.asOwner().get("/agents/" + id + "/bundle").asByteArray()).isEqualTo(zip);
    }
  }

  @Test
  void the_entrypoint_is_found_or_named() {
    byte[] zip = RawZip.of("index.js", "1", "app.py", "1", "src/start.py", "1", "notes.txt", "1");
    assertThat(upload(workspace, published(), zip).jsonPath().getString("data.entrypoint"))
        .isEqualTo("app.py");
    String named = published("entrypoint", "index.js");
    assertThat(upload(workspace, named, zip).jsonPath().getString("data.entrypoint"))
        .isEqualTo("index.js");
    assertThat(
            withEntrypoint(published("entrypoint", "index.js"), zip, "src/start.py")
                .jsonPath()
                .getString("data.entrypoint"))
        .isEqualTo("src/start.py");
    for (String missing : List.of("other.py", "src", "notes.txt")) {
      withEntrypoint(published(), zip, missing)
          .then()
          .statusCode(422)
          .body("error.code", equalTo("UNPROCESSABLE"));
    }
    for (String bad : List.of("../app.py", "/app.py", "src/../app.py", "src\\start.py")) {
      withEntrypoint(published(), zip, bad)
          .then()
          .statusCode(400)
          .body("error.fields[0].field", equalTo("x-entrypoint"));
    }
  }

  private Response withEntrypoint(String id, byte[] zip, String entrypoint) {
    return given()
        .header("Authorization", "Bearer " + workspace.apiKey)
        .header("x-entrypoint", entrypoint)
        .multiPart("file", "bundle.zip", zip, "application/zip")
        .post("/agents/" + id + "/upload");
  }

  @Test
  void without_an_entrypoint_only_a_command_can_start_it() {
    byte[] zip = RawZip.of("folder/main.py", "print(1)");
    refused(zip, 422, "UNPROCESSABLE");
    upload(workspace, published("runtime", Map.of("command", "sh folder/run.sh")), zip)
        .then()
        .statusCode(200)
        .body("data.entrypoint", nullValue())
        .body("data.status", equalTo("active"));
    String prompt =
        TestTool.id(workspace, Map.of("name", "pr" + TestWorkspace.unique(), "prompt", "x"));
    upload(workspace, prompt, zip).then().statusCode(422);
  }

  @Test
  void a_bundle_that_lists_packages_is_processed_first() {
    for (byte[] zip :
        List.of(
            RawZip.of("main.py", "1", "requirements.txt", "# a comment\n./missing.whl\n"),
            RawZip.of(
                "index.js", "1", "package.json", "{\"dependencies\":{\"x\":\"file:missing\"}}"))) {
      String id = published();
      for (int i = 0; i < 2; i++) {
        upload(workspace, id, zip)
            .then()
            .statusCode(200)
            .body("data.status", equalTo("processing"));
      }
      upload(workspace, id, RawZip.of("main.py", "1"))
          .then()
          .statusCode(200)
          .body("data.status", equalTo("active"));
    }
    for (byte[] zip :
        List.of(
            RawZip.of("main.py", "1", "requirements.txt", "\n# nothing\n"),
            RawZip.of("main.py", "1", "package.json", "{\"dependencies\":{\"x\":\"1\"}}"),
            RawZip.of("index.js", "1", "package.json", "{\"name\":\"x\",\"dependencies\":{}}"))) {
      upload(workspace, published(), zip).then().body("data.status", equalTo("active"));
    }
  }

  @Test
  void bad_zips_are_refused_and_leave_nothing() {
    refused(RawZip.bytes("this is no zip"), 400, "INVALID_INPUT");
    refused(new byte[0], 400, "INVALID_INPUT");
    refused(RawZip.of("main.py", "1", "../evil.py", "1"), 400, "INVALID_INPUT");
    refused(RawZip.of("main.py", "1", "/etc/cron.d/evil", "1"), 400, "INVALID_INPUT");
    refused(RawZip.of("main.py", "1", "main.py", "2"), 400, "INVALID_INPUT");
    refused(
        new RawZip().add(RawZip.Entry.of("main.py", "/etc/passwd").mode(RawZip.LINK)).build(),
        400,
        "INVALID_INPUT");
    RawZip many = new RawZip();
    for (int i = 0; i < 100_000; i++) {
      many.add(RawZip.Entry.of("f" + i, "").asStored());
    }
    refused(many.build(), 413, "DOCUMENT_TOO_LARGE");
    refused(new RawZip().addZeros("zeros", 1L << 30).build(), 413, "DOCUMENT_TOO_LARGE");
  }

  @Test
  void more_than_fifty_mebibytes_are_too_large() {
    byte[] noise = new byte[51 * 1024 * 1024];
    refused(noise, 413, "DOCUMENT_TOO_LARGE");
    byte[] most = new byte[50 * 1024 * 1024 - 1_000];
    ThreadLocalRandom.current().nextBytes(most);
    byte[] zip =
        new RawZip()
            .add(RawZip.Entry.of("main.py", "print(1)"))
            .add(new RawZip.Entry(RawZip.bytes("noise"), most, RawZip.FILE, 0, true))
            .build();
    String id = published();
    upload(workspace, id, zip).then().statusCode(200).body("data.status", equalTo("active"));
    assertThat(Hashes.sha256(workspace.asOwner().get("/agents/" + id + "/bundle").asByteArray()))
        .isEqualTo(Hashes.sha256(zip));
  }

  @Test
  void the_zip_is_one_file_part() {
    byte[] zip = RawZip.of("main.py", "1");
    String path = "/agents/" + published() + "/upload";
    String bearer = "Bearer " + workspace.apiKey;
    given()
        .header("Authorization", bearer)
        .multiPart("other", "bundle.zip", zip, "application/zip")
        .post(path)
        .then()
        .statusCode(400)
        .body("error.fields[0].field", equalTo("bundle"));
    given()
        .header("Authorization", bearer)
        .multiPart("bundle", "a.zip", zip, "application/zip")
        .multiPart("file", "b.zip", zip, "application/zip")
        .post(path)
        .then()
        .statusCode(400);
    given()
        .header("Authorization", bearer)
        .contentType("application/zip")
        .body(zip)
        .post(path)
        .then()
        .statusCode(415)
        .body("error.code", equalTo("UNSUPPORTED_TYPE"));
  }

  @Test
  void another_workspace_sees_not_found() {
    byte[] zip = RawZip.of("main.py", "1");
    String id = published();
    upload(workspace, id, zip).then().statusCode(200);
    TestWorkspace stranger = TestWorkspace.create();
    upload(stranger, id, zip).then().statusCode(404).body("error.code", equalTo("NOT_FOUND"));
    stranger.asOwner().get("/agents/" + id + "/bundle").then().statusCode(404);
    upload(stranger, "no-id", zip).then().statusCode(404);
    given().get("/agents/" + id + "/bundle").then().statusCode(401);
    given()
        .multiPart("bundle", "bundle.zip", zip, "application/zip")
        .post("/agents/" + id + "/upload")
        .then()
        .statusCode(401);
  }
}
