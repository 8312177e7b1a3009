package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FileCallTest {
  private static final String READ_ALL =
      """
      import json, sys, hashlib
      data = json.load(sys.stdin)
      for f in data["files"]:
          content = open(f["path"], "rb").read()
          f["sha"] = hashlib.sha256(content).hexdigest()
          f["head"] = content[:20].decode("latin-1")
      print(json.dumps(data))
      """;

  private TestWorkspace caller;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    tool = TestTool.python(caller, READ_ALL);
  }

  private RequestSpecification form() {
    return caller.asOwner().contentType("multipart/form-data");
  }

  @Test
  void files_lie_where_the_input_says() {
    form()
        .multiPart("files[]", "../../etc/passwd", "root".getBytes(), "text/plain")
        .multiPart("files[]", "passwd", "other".getBytes(), "application/x-thing")
        .multiPart(
            "metadata",
            "{\"depth\": 2, \"llm_credentials\": {\"api_key\": \"k\"}}",
            "application/json")
        .post(tool.path())
        .then()
        .statusCode(200)
        .body("data.files", hasSize(2))
        .body("data.files.path", equalTo(List.of("/tmp/uploads/passwd", "/tmp/uploads/passwd-2")))
        .body("data.files.original_name", hasItems("passwd"))
        .body("data.files.content_type", equalTo(List.of("text/plain", "application/x-thing")))
        .body("data.files.size_bytes", equalTo(List.of(4, 5)))
        .body("data.files.head", equalTo(List.of("root", "other")))
        .body("data.metadata", equalTo(Map.of("depth", 2)));
  }

  @Test
  void one_file_alone_is_enough() {
    form()
        .multiPart("file", "a.bin", new byte[3_000_000], "application/octet-stream")
        .post(tool.path())
        .then()
        .statusCode(200)
        .body("data.files.size_bytes", equalTo(List.of(3_000_000)))
        .body("data.metadata", equalTo(Map.of()));
  }

  @Test
  void sizes_have_limits() throws Exception {
    int most = 25 * 1024 * 1024;
    assertThat(RawCall.postFiles(caller, tool.path(), most).statusCode()).isEqualTo(200);
    HttpResponse<String> large = RawCall.postFiles(caller, tool.path(), most + 1);
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("DOCUMENT_TOO_LARGE");
    assertThat(RawCall.postFiles(caller, tool.path(), most, most, 1).statusCode()).isEqualTo(413);
  }

  @Test
  void other_parts_are_refused_all_at_once() {
    form()
        .multiPart("file", "just text")
        .multiPart("other", "x.txt", new byte[1], "text/plain")
        .multiPart("metadata", "{}", "application/json")
        .multiPart("metadata", "{}", "application/json")
        .post(tool.path())
        .then()
        .statusCode(400)
        .body("error.fields.field", hasItems("file", "other", "metadata"));
    form()
        .multiPart("file", "x.txt", new byte[1], "text/plain")
        .multiPart("metadata", "[1]", "application/json")
        .post(tool.path())
        .then()
        .statusCode(400)
        .body("error.message", containsString("object"));
  }
}
