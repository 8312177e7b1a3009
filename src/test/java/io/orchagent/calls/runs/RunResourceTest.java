package io.orchagent.calls.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RunResourceTest {
  private TestWorkspace caller;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    tool =
        TestTool.python(
            caller,
            "import json, sys\nd = json.load(sys.stdin)\nprint(json.dumps(d))\nsys.exit(d['exit'])");
  }

  private String run(int exit, String tenant) {
    RequestSpecification call = caller.asOwner().body(Map.of("exit", exit));
    if (tenant != null) {
      call.header("X-Orchagent-Tenant", tenant);
    }
    return call.post(tool.path()).then().extract().header("X-Run-Id");
  }

  private ValidatableResponse list(String query) {
    return caller.asOwner().get("/workspaces/" + caller.workspaceId + "/runs" + query).then();
  }

  @Test
  void a_run_has_all_its_fields() {
    String run = run(0, "customer 7");
    caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs/" + run)
        .then()
        .statusCode(200)
        .body("data.id", equalTo(run))
        .body("data.request_id", equalTo("req_" + run.replace("-", "")))
        .body("data.agent_id", equalTo(tool.id))
        .body("data.agent", equalTo(tool.org + "/" + tool.name))
        .body("data.version", equalTo("v1"))
        .body("data.endpoint", equalTo("run"))
        .body("data.trigger", equalTo("api"))
        .body("data.status", equalTo("completed"))
        .body("data.error", nullValue())
        .body("data.tenant_id", equalTo("customer 7"))
        .body("data.parent_run_id", nullValue())
        .body("data.root_run_id", equalTo(run))
        .body("data.schedule_id", nullValue())
        .body("data.replay_of", nullValue())
        .body("data.input_tokens", nullValue())
        .body("data.cost_usd", nullValue())
        .body("data.price_cents", equalTo(0))
        .body("data.duration_ms", notNullValue())
        .body("data.exit_code", equalTo(0))
        .body("data.created_at", matchesPattern("\\d{4}-.*Z"))
        .body("data.started_at", notNullValue())
        .body("data.completed_at", notNullValue())
        .body("data.input_data", equalTo(Map.of("exit", 0)))
        .body("data.output_data", equalTo(Map.of("exit", 0)));
  }

  @Test
  void the_list_is_newest_first_in_pages_and_filtered() {
    String first = run(0, "a");
    String second = run(1, "b");
    String third = run(0, "a");
    list("")
        .statusCode(200)
        .body("data.id", equalTo(List.of(third, second, first)))
        .body("metadata.total", equalTo(3))
        .body("metadata.limit", equalTo(50))
        .body("metadata.offset", equalTo(0))
        .body("data[0].input_data", nullValue());
    list("?limit=1&offset=1").body("data.id", equalTo(List.of(second)));
    list("?status=failed").body("data.id", equalTo(List.of(second)));
    list("?tenant_id=a").body("data.id", equalTo(List.of(third, first)));
    list("?agent_name=" + tool.name).body("data", hasSize(3));
    list("?agent_name=" + tool.org + "/" + tool.name + "&trigger=api").body("data", hasSize(3));
    list("?agent_name=other").body("data", hasSize(0)).body("metadata.total", equalTo(0));
    list("?trigger=cron").body("data", hasSize(0));
    list("?run_id_prefix=" + second).body("data.id", equalTo(List.of(second)));
    list("?run_id_prefix=" + second.substring(0, 4)).body("data", hasSize(3));
  }

  @Test
  void a_query_that_does_not_parse_is_refused() {
    list("?status=done").statusCode(400).body("error.code", equalTo("INVALID_INPUT"));
    list("?trigger=me").statusCode(400);
    list("?run_id_prefix=zz").statusCode(400);
    list("?limit=0").statusCode(400);
    list("?limit=201").statusCode(400);
    list("?offset=-1").statusCode(400);
  }

  @Test
  void what_does_not_exist_is_not_found() {
    for (String id : List.of(UUID.randomUUID().toString(), "nonsense")) {
      String path = "/workspaces/" + caller.workspaceId + "/runs/" + id;
      caller.asOwner().get(path).then().statusCode(404);
      caller.asOwner().get(path + "/logs").then().statusCode(404);
      caller.asOwner().get("/agents/" + id + "/logs").then().statusCode(404);
    }
  }

  @Test
  void another_workspace_sees_not_found() {
    String run = run(0, null);
    TestWorkspace stranger = TestWorkspace.create();
    for (String path : List.of("", "/" + run, "/" + run + "/logs")) {
      stranger
          .asOwner()
          .get("/workspaces/" + caller.workspaceId + "/runs" + path)
          .then()
          .statusCode(404);
    }
    for (String path : List.of("/" + run, "/" + run + "/logs")) {
      stranger
          .asOwner()
          .get("/workspaces/" + stranger.workspaceId + "/runs" + path)
          .then()
          .statusCode(404);
    }
    stranger.asOwner().get("/agents/" + tool.id + "/logs").then().statusCode(404);
  }

  @Test
  void the_authors_own_runs_have_their_streams_in_the_execution_logs() {
    String good = run(0, null);
    String bad = run(1, null);
    ValidatableResponse logs = caller.asOwner().get("/agents/" + tool.id + "/logs?limit=1").then();
    logs.statusCode(200)
        .body("data.id", equalTo(List.of(bad)))
        .body("metadata.total", equalTo(2))
        .body("data[0].status", equalTo("error"))
        .body("data[0].exit_code", equalTo(1))
        .body("data[0].stdout", equalTo("{\"exit\": 1}\n"))
        .body("data[0].stderr", equalTo(""))
        .body("data[0].agent_id", equalTo(tool.id))
        .body("data[0].request_id", not(nullValue()))
        .body("data[0].duration_ms", notNullValue());
    String before =
        caller
            .asOwner()
            .get("/workspaces/" + caller.workspaceId + "/runs/" + bad)
            .then()
            .extract()
            .path("data.created_at");
    caller
        .asOwner()
        .queryParam("before", before)
        .get("/agents/" + tool.id + "/logs")
        .then()
        .body("data.id", equalTo(List.of(good)));
    caller.asOwner().get("/agents/" + tool.id + "/logs?before=x").then().statusCode(400);
  }

  @Test
  void of_other_peoples_runs_the_author_sees_how_they_ended_and_nothing_they_wrote() {
    TestTool open =
        TestTool.publish(
            caller,
            Map.of("is_public", true),
            Map.of("main.py", "import sys\nprint('{}')\nsys.stderr.write('private')\nsys.exit(3)"));
    TestWorkspace stranger = TestWorkspace.create();
    String theirs = stranger.asOwner().body("{}").post(open.path()).header("X-Run-Id");
    String ours = caller.asOwner().body("{}").post(open.path()).header("X-Run-Id");
    caller
        .asOwner()
        .get("/agents/" + open.id + "/logs")
        .then()
        .statusCode(200)
        .body("metadata.total", equalTo(2))
        .body("data.id", equalTo(List.of(ours, theirs)))
        .body("data[0].stderr", equalTo("private"))
        .body("data[1].stdout", nullValue())
        .body("data[1].stderr", nullValue())
        .body("data[1].status", equalTo("error"))
        .body("data[1].exit_code", equalTo(3))
        .body("data[1].duration_ms", notNullValue())
        .body("data[1].started_at", notNullValue())
        .body("data[1].completed_at", notNullValue());
    // the caller of a foreign agent is no member of its workspace
    stranger.asOwner().get("/agents/" + open.id + "/logs").then().statusCode(404);
    stranger
        .asOwner()
        .get("/workspaces/" + stranger.workspaceId + "/runs/" + theirs + "/logs")
        .then()
        .statusCode(200)
        .body("data.stderr", equalTo("private"));
  }

  @Test
  void a_log_holds_the_last_ten_kibibytes_of_a_stream() {
    TestTool loud =
        TestTool.python(
            caller,
            "import sys\nsys.stderr.buffer.write(b'a' * 9000 + b'\\xff' * 9000 + b'end')\nprint(1)");
    String run = caller.asOwner().body("{}").post(loud.path()).header("X-Run-Id");
    String stderr =
        caller
            .asOwner()
            .get("/agents/" + loud.id + "/logs")
            .then()
            .extract()
            .path("data[0].stderr");
    assertThat(stderr).endsWith("end");
    assertThat(stderr.getBytes(StandardCharsets.UTF_8).length).isBetween(10_000, 10_240);
    assertThat(run).isNotNull();
  }
}
