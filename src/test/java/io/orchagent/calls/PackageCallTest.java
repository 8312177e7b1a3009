package io.orchagent.calls;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents whose bundles list packages: installed, then called. */
@QuarkusTest
class PackageCallTest {
  private static final String TINY = "{\"dependencies\":{\"is-number\":\"7.0.0\"}}";

  TestWorkspace author;

  @BeforeEach
  void author() {
    author = TestWorkspace.create();
  }

  private String status(TestTool tool) {
    return author.asOwner().get("/agents/" + tool.id).path("data.bundle_status");
  }

  private TestTool installed(Map<String, Object> fields, Map<String, String> files) {
    TestTool tool = TestTool.publish(author, fields, files);
    await().atMost(Duration.ofMinutes(3)).until(() -> !status(tool).equals("processing"));
    return tool;
  }

  @Test
  void a_javascript_tool_requires_and_imports_a_package_of_npm() {
    TestTool required =
        installed(
            Map.of(),
            Map.of(
                "main.js",
                "const n = require('is-number'); console.log(JSON.stringify({yes: n('42'), no: n('x')}));",
                "package.json",
                TINY));
    author
        .asOwner()
        .body(Map.of())
        .post(required.path())
        .then()
        .statusCode(200)
        .body("data.yes", equalTo(true))
        .body("data.no", equalTo(false));
    TestTool imported =
        installed(
            Map.of(),
            Map.of(
                "main.mjs",
                "import n from 'is-number'; console.log(JSON.stringify({yes: n(1)}));",
                "package.json",
                TINY,
                "index.js",
                ""));
    author
        .asOwner()
        .get("/agents/" + imported.id)
        .then()
        .body("data.bundle_status", equalTo("active"))
        .body("data.bundle_error", nullValue());
  }

  @Test
  void a_package_that_does_not_exist_is_told_in_the_installers_words() {
    TestTool tool =
        installed(
            Map.of(),
            Map.of(
                "main.js", "", "package.json", "{\"dependencies\":{\"is-number\":\"99.99.99\"}}"));
    author
        .asOwner()
        .get("/agents/" + tool.id)
        .then()
        .body("data.bundle_status", equalTo("error"))
        .body("data.bundle_error", startsWith("Installing what package.json lists failed."))
        .body("data.bundle_error", containsString("is-number@99.99.99"));
    author
        .asOwner()
        .body(Map.of())
        .post(tool.path())
        .then()
        .statusCode(422)
        .body("error.code", equalTo("UNPROCESSABLE"));
  }

  @Test
  void another_upload_replaces_what_could_not_be_installed() {
    TestTool tool =
        installed(Map.of(), Map.of("main.py", "print(1)", "requirements.txt", "./missing.whl"));
    org.assertj.core.api.Assertions.assertThat(status(tool)).isEqualTo("error");
    author
        .asOwner()
        .contentType("multipart/form-data")
        .multiPart(
            "bundle", "b.zip", TestTool.zip(Map.of("main.py", "print(1)")), "application/zip")
        .post("/agents/" + tool.id + "/upload")
        .then()
        .statusCode(200)
        .body("data.status", equalTo("active"));
  }

  @Test
  void latest_is_not_a_version_whose_packages_are_not_there() {
    String name = "tool-" + TestWorkspace.unique();
    TestTool.publish(author, Map.of("name", name), Map.of("main.py", "print('{\"v\": 1}')"));
    // Being installed at first, and in error when its own scripts were not run
    TestTool.publish(
        author,
        Map.of("name", name),
        Map.of(
            "main.js",
            "",
            "package.json",
            "{\"scripts\":{\"preinstall\":\"sleep 30\"},\"dependencies\":{\"x\":\"file:.\"}}"));
    author
        .asOwner()
        .body(Map.of())
        .post("/" + author.slug + "/" + name + "/latest/run")
        .then()
        .statusCode(200)
        .body("data.v", equalTo(1))
        .body("metadata.version", equalTo("v1"));
    author
        .asOwner()
        .body(Map.of())
        .post("/" + author.slug + "/" + name + "/v2/run")
        .then()
        .statusCode(422)
        .body("error.message", containsString("no code to run yet"));
  }

  @Test
  void flags_come_from_the_short_list_only() {
    author
        .asOwner()
        .body(
            Map.of(
                "name",
                "tool-" + TestWorkspace.unique(),
                "type",
                "tool",
                "required_secrets",
                List.of(),
                "environment",
                Map.of("npm_flags", List.of("--registry=http://elsewhere.test"))))
        .post("/agents")
        .then()
        .statusCode(400)
        .body("error.fields[0].field", equalTo("environment.npm_flags"));
  }
}
