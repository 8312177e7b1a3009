package io.orchagent.usage.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UsageResourceTest {
  private static final String SQL = "x'; drop table run; --";

  private TestWorkspace caller;
  private TestTool tool;

  @BeforeEach
  void fresh() {
    caller = TestWorkspace.create();
    tool =
        TestTool.publish(
            caller,
            Map.of("is_public", true),
            Map.of(
                "main.py",
                "import json, sys\nd = json.load(sys.stdin)\nprint(json.dumps(d))\nsys.exit(d['exit'])"));
  }

  private void call(TestWorkspace by, int exit, String tenant) {
    RequestSpecification call = by.asOwner().body(Map.of("exit", exit));
    if (tenant != null) {
      call.header("X-Orchagent-Tenant", tenant);
    }
    call.post(tool.path()).then().statusCode(exit == 0 ? 200 : 502);
  }

  private void threeCalls() {
    call(caller, 0, "acme");
    call(caller, 0, SQL);
    call(caller, 1, null);
  }

  private ValidatableResponse get(String path, Object... query) {
    return get(caller, path, query);
  }

  private static ValidatableResponse get(TestWorkspace by, String path, Object... query) {
    RequestSpecification request = by.asOwner();
    for (int i = 0; i < query.length; i += 2) {
      request.queryParam(query[i].toString(), query[i + 1]);
    }
    return request.get(path).then();
  }

  @Test
  void the_summary_tells_calls_and_what_is_left() {
    threeCalls();
    get("/usage")
        .statusCode(200)
        .body("data.total_calls", equalTo(3))
        .body("data.successful_calls", equalTo(2))
        .body("data.failed_calls", equalTo(1))
        .body("data.calls_today", equalTo(3))
        .body("data.calls_remaining", equalTo(997))
        .body("data.limit", equalTo(1000))
        .body("data.plan", equalTo("free"))
        .body("data.total_cost_usd", equalTo("0"))
        .body("data.input_tokens", equalTo(0))
        .body("data.output_tokens", equalTo(0))
        .body("data.period_start", matchesPattern("\\d{4}-\\d\\d-\\d\\dT00:00:00Z"))
        .body("data.period_end", notNullValue());
  }

  @Test
  void filters_choose_tenant_agent_and_status() {
    threeCalls();
    get("/usage", "tenant_id", SQL).body("data.total_calls", equalTo(1));
    get("/usage", "tenant_id", "\uD83D\uDC1D").body("data.total_calls", equalTo(0));
    get("/usage", "tenant_id", "acme", "status", "failed").body("data.total_calls", equalTo(0));
    get("/usage", "status", "failed").body("data.total_calls", equalTo(1));
    get("/usage", "agent_id", tool.id).body("data.total_calls", equalTo(3));
    get("/usage", "agent_id", caller.userId).body("data.total_calls", equalTo(0));
    get("/usage", "to", "2026-01-01T00:00:00Z").body("data.total_calls", equalTo(0));
  }

  @Test
  void periods_without_calls_are_zeros() {
    call(caller, 0, null);
    get("/usage/timeseries")
        .statusCode(200)
        .body("metadata.total", equalTo(30))
        .body("data", hasSize(30))
        .body("data[0].calls", equalTo(0))
        .body("data[0].failed", equalTo(0))
        .body("data[0].avg_duration_ms", nullValue())
        .body("data[0].p95_duration_ms", nullValue())
        .body("data[0].cost_usd", equalTo("0"))
        .body("data[0].input_tokens", equalTo(0))
        .body("data[0].output_tokens", equalTo(0))
        .body("data.calls.sum()", equalTo(1));
    get("/usage/timeseries", "interval", "hour", "days", 2).body("data.calls.sum()", equalTo(1));
    get("/usage/timeseries", "interval", "week").body("data.calls.sum()", equalTo(1));
  }

  @Test
  void a_breakdown_names_what_the_calls_have_in_common() {
    threeCalls();
    get("/usage/breakdown")
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].agent_id", equalTo(tool.id))
        .body("data[0].agent", equalTo(tool.org + "/" + tool.name))
        .body("data[0].version", nullValue())
        .body("data[0].calls", equalTo(3))
        .body("data[0].failed", equalTo(1))
        .body("data[0].success_rate", equalTo(0.6667f))
        .body("data[0].p50_duration_ms", notNullValue())
        .body("data[0].p95_duration_ms", notNullValue())
        .body("data[0].cost_usd", equalTo("0"));
    get("/usage/breakdown", "group_by", "version").body("data[0].version", equalTo("v1"));
    get("/usage/breakdown", "group_by", "trigger").body("data[0].trigger", equalTo("api"));
    get("/usage/breakdown", "group_by", "status", "limit", 1)
        .body("data.status", equalTo(List.of("completed")))
        .body("metadata.total", equalTo(2));
    get("/usage/breakdown", "group_by", "provider").body("data[0].calls", equalTo(3));
    get("/usage/breakdown", "group_by", "model").body("data[0].calls", equalTo(3));
  }

  @Test
  void tenants_are_told_apart() {
    threeCalls();
    call(caller, 0, "acme");
    get("/usage/tenants")
        .statusCode(200)
        .body("data.tenant_id", equalTo(Arrays.asList("acme", SQL, null)))
        .body("data.calls", equalTo(List.of(2, 1, 1)))
        .body("data.failed", equalTo(List.of(0, 0, 1)));
  }

  @Test
  void a_tenant_is_short_and_printable_and_never_more_than_a_value() {
    String bee = "\uD83D\uDC1D";
    String sent = new String(bee.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    for (String tenant : List.of("t".repeat(129), sent)) {
      caller
          .asOwner()
          .header("X-Orchagent-Tenant", tenant)
          .body(Map.of("exit", 0))
          .post(tool.path())
          .then()
          .statusCode(400)
          .body("error.fields[0].field", equalTo("X-Orchagent-Tenant"));
    }
    threeCalls();
    call(caller, 0, "t".repeat(128));
    for (String path : List.of("/usage", "/author-usage")) {
      get(path, "tenant_id", bee).statusCode(200).body("data.total_calls", equalTo(0));
      get(path, "tenant_id", SQL).statusCode(200).body("data.total_calls", equalTo(1));
      get(path, "tenant_id", "t".repeat(128)).body("data.total_calls", equalTo(1));
      get(path).body("data.total_calls", equalTo(4));
    }
  }

  @Test
  void the_log_is_read_in_parts_or_as_a_file() {
    threeCalls();
    String cursor =
        get("/usage/logs", "limit", 2)
            .statusCode(200)
            .body("data", hasSize(2))
            .body("metadata.total", equalTo(3))
            .body("data[0].status", equalTo("failed"))
            .body("data[0].error_code", equalTo("SANDBOX_ERROR"))
            .body("data[1].tenant_id", equalTo(SQL))
            .body("data[1].agent", equalTo(tool.org + "/" + tool.name))
            .body("data[1].endpoint", equalTo("run"))
            .body("data.request_id", everyItem(startsWith("req_")))
            .extract()
            .path("metadata.next_cursor");
    get("/usage/logs", "limit", 2, "cursor", cursor)
        .body("data", hasSize(1))
        .body("data[0].tenant_id", equalTo("acme"))
        .body("metadata.next_cursor", nullValue());
    String file =
        get("/usage/logs", "format", "csv")
            .statusCode(200)
            .header("Content-Type", startsWith("text/csv"))
            .header("Content-Disposition", containsString("usage.csv"))
            .extract()
            .asString();
    assertThat(file.lines()).hasSize(4);
    assertThat(file).startsWith("\"run_id\",\"request_id\",\"agent\"").contains("drop table run");
  }

  @Test
  void compute_is_the_time_that_code_ran() {
    threeCalls();
    get("/usage/compute")
        .statusCode(200)
        .body("data.total_executions", equalTo(3))
        .body("data.executions_remaining", equalTo(997))
        .body("data.by_agent", hasSize(1))
        .body("data.by_agent[0].agent_id", equalTo(tool.id))
        .body("data.by_agent[0].executions", equalTo(3))
        .body("data.by_agent[0].compute_seconds", notNullValue());
  }

  @Test
  void authors_see_all_calls_and_no_caller() {
    TestWorkspace other = TestWorkspace.create();
    threeCalls();
    call(other, 0, "a tenant of theirs");
    get("/author-usage")
        .statusCode(200)
        .body("data.total_calls", equalTo(4))
        .body("data.failed_calls", equalTo(1))
        .body("data.unique_callers", equalTo(2))
        .body("data.earnings_cents", equalTo(0));
    get("/author-usage", "tenant_id", "a tenant of theirs").body("data.total_calls", equalTo(0));
    get("/author-usage/timeseries")
        .body("data.calls.sum()", equalTo(4))
        .body("data[-1].unique_callers", equalTo(2));
    get("/author-usage/breakdown")
        .body("data[0].calls", equalTo(4))
        .body("data[0].agent_id", equalTo(tool.id))
        .body("data[0].unique_callers", equalTo(2));
    List<String> callers =
        get("/author-usage/logs")
            .body("data", hasSize(4))
            .body("data.caller", everyItem(matchesPattern("caller_[0-9a-f]{24}")))
            .extract()
            .path("data.caller");
    assertThat(callers.subList(1, 4)).containsOnly(callers.get(1)).doesNotContain(callers.get(0));
    for (String format : List.of("json", "csv")) {
      String all = get("/author-usage/logs", "format", format).extract().asString();
      assertThat(all)
          .contains(callers.get(0))
          .doesNotContain(other.workspaceId)
          .doesNotContain(other.slug)
          .doesNotContain("a tenant of theirs");
    }
    get(other, "/author-usage").body("data.total_calls", equalTo(0));
    get(other, "/usage").body("data.total_calls", equalTo(1));
  }

  @Test
  void what_does_not_parse_is_refused_by_its_name() {
    refused("days", "0");
    refused("days", "366");
    refused("days", "1.5");
    refused("from", "yesterday");
    refused("from", "2999-01-01T00:00:00Z");
    refused("to", "1999-12-31T23:59:59Z");
    refused("from", "2024-01-01T00:00:00Z");
    refused("tenant_id", "t".repeat(129));
    refused("tenant_id", "a\0b");
    refused("agent_id", "1");
    refused("status", "queued");
    refused("status", "'");
    get("/usage", "days", 3, "from", "2026-01-01T00:00:00Z")
        .statusCode(400)
        .body("error.fields[0].field", equalTo("days"));
    refusedAt("/usage/timeseries", "interval", "minute");
    refusedAt("/usage/breakdown", "group_by", "tenant");
    refusedAt("/usage/logs", "cursor", "1 or 1=1");
    refusedAt("/usage/logs", "limit", "201");
    refusedAt("/usage/logs", "format", "xml");
    refusedAt("/author-usage/logs", "cursor", "\uD83D\uDC1D");
    refusedAt("/author-usage/breakdown", "group_by", "caller");
  }

  private void refused(String name, String value) {
    refusedAt("/usage", name, value);
    refusedAt("/author-usage", name, value);
    refusedAt("/usage/logs", name, value);
  }

  private void refusedAt(String path, String name, String value) {
    get(path, name, value)
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body("error.fields[0].field", equalTo(name))
        .body("error.fields[0].message", not(containsString("Exception")));
  }
}
