package io.orchagent.agents.publishing;

import static io.orchagent.testing.TestTool.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.testing.RawHttp;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule of publishing, broken alone: where it is told, and what to do next. */
@QuarkusTest
class PublishRefusalResourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestWorkspace workspace;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name": null} | name | is required
          {"name": "a"} | name | must be 2 to 50 characters
          {"name": "a--b"} | name | single dashes
          {"version": "latest"} | version | like v1
          {"type": "robot"} | type | must be one of prompt, tool, agent, skill
          {"type": 5, "prompt": "x"} | type | must be text
          {"run_mode": "sometimes"} | run_mode | must be one of on_demand, always_on
          {"type": "prompt", "prompt": "x", "run_mode": "always_on"} | run_mode | must be on_demand
          {"type": "skill", "prompt": "x", "run_mode": "always_on"} | run_mode | must be on_demand
          {"runtime": {"command": "x"}, "loop": {"max_turns": 5}} | runtime | command beside a loop
          {"runtime": {"command": "x"}, "loop": {"custom_tools": []}} | runtime | command beside
          {"runtime": "x"} | runtime | must be an object
          {"type": "skill", "prompt": "x", "runtime": {"command": "x"}} | type | leave them out
          {"loop": {"max_turns": 0}} | loop.max_turns | must be 1 to 50
          {"loop": {"max_turns": 51}} | loop.max_turns | must be 1 to 50
          {"loop": {"max_turns": 1.5}} | loop.max_turns | must be a whole number
          {"callable": "yes"} | callable | must be true or false
          {"tags": ["a", " "]} | tags[1] | must be 1 to 50 characters
          {"tags": ["a", "a"]} | tags[1] | is there twice
          {"tags": [null]} | tags[0] | must not be null
          {"type": "prompt"} | prompt | is required for this type
          {"type": "agent", "prompt": " "} | prompt | is required for this type
          {"type": "skill"} | prompt | is required for this type
          {"prompt": "a", "prompt_template": "b"} | prompt_template | send one of them
          {"supported_providers": ["acme"]} | supported_providers | may name openai, anthropic
          {"supported_providers": ["any", "any"]} | supported_providers[1] | is there twice
          {"default_models": {"any": "m"}} | default_models.any | use openai, anthropic, gemini
          {"default_models": {"openai": " "}} | default_models.openai | must be a model's name
          {"default_endpoint": "a/b"} | default_endpoint | must be 1 to 64 letters
          {"timeout_seconds": 0} | timeout_seconds | 0 is only for always_on
          {"timeout_seconds": 901} | timeout_seconds | must be 1 to 900
          {"required_secrets": ["lower"]} | required_secrets[0] | capital letters, digits and underscores
          {"required_secrets": ["LD_PRELOAD"]} | required_secrets[0] | is reserved
          {"optional_secrets": ["PATH"]} | optional_secrets[0] | is reserved
          {"required_secrets": ["ORCHAGENT_X"]} | required_secrets[0] | belong to the server
          {"optional_secrets": ["ORCHAGENT_X"]} | optional_secrets[0] | belong to the server
          {"required_secrets": ["A", "A"]} | required_secrets[1] | is there twice
          {"default_skills": ["style"]} | default_skills[0] | must be like org/skill
          {"default_skills": ["acme/none@v1"]} | default_skills[0] | does not exist, or is not visible
          {"skills_locked": 1} | skills_locked | must be true or false
          {"source_url": "ftp://x"} | source_url | must begin with https://
          {"url": "javascript:alert(1)"} | url | must begin with https://
          {"entrypoint": "../main.py"} | entrypoint | relative to its top
          {"environment": {"python_version": "three"}} | environment.python_version | like 3.12
          {"environment": {"node_version": "lts"}} | environment.node_version | like 3.12
          {"environment": {"pip_flags": ["--index-url=x"]}} | environment.pip_flags | --no-deps
          {"environment": {"npm_flags": ["--registry=x"]}} | environment.npm_flags | --omit=dev
          {"environment": {"network": "true"}} | environment.network | must be true or false
          {"sdk_compatible": "no"} | sdk_compatible | must be true or false
          {"skill_files": [{"path": "/a", "content": "x"}]} | skill_files[0].path | relative path
          {"skill_files": [{"path": "a"}]} | skill_files[0].content | is required
          {"price_per_call_cents": -1} | price_per_call_cents | must be 0 to
          {"price_per_call_cents": 1000001} | price_per_call_cents | must be 0 to 1,000,000
          {"custom_tools": [{"name": "bash", "command": "x"}]} | custom_tools[0].name | choose another
          {"custom_tools": [{"name": "submit_result", "command": "x"}]} | custom_tools[0].name | built-in
          {"custom_tools": [{"name": "1", "command": "x"}]} | custom_tools[0].name | no digit first
          {"custom_tools": [{"name": "ok"}]} | custom_tools[0].command | is required
          {"custom_tools": [{"name": "ok", "command": "x {{a}}"}]} | custom_tools[0].command | lacks: a
          {"custom_tools": [{"name": "ok", "command": "x", "input_schema": {"type": 5}}]} | custom_tools[0].input_schema.type | enumeration
          {"custom_tools": [{"name": "t1", "command": "x"}], "loop": {"custom_tools": [{"name": "t1", "command": "x"}]}} | loop.custom_tools[0].name | is there twice
          {"input_schema": []} | input_schema | must be an object
          {"input_schema": {"type": "objekt"}} | input_schema.type | enumeration
          {"output_schema": {"$ref": "https://x.example/s"}} | output_schema.$ref | nothing is fetched
          {"input_schema": {"$ref": "file:///etc/passwd"}} | input_schema.$ref | nothing is fetched
          {"input_schema": {"pattern": "(a)\\\\1"}} | input_schema.pattern | linear time
          {"input_schema": {"pattern": "((((a?){100}){100}){100}){100}"}} | input_schema.pattern | more than 10,000 steps
          {"manifest": []} | manifest | must be an object
          {"manifest": {"manifest_version": 2}} | manifest.manifest_version | must be 1
          {"manifest": {"orchestration_mode": "loose"}} | manifest.orchestration_mode | strict or flexible
          {"manifest": {"timeout_ms": 0}} | manifest.timeout_ms | at least 1
          {"manifest": {"per_call_downstream_cap": "5"}} | manifest.per_call_downstream_cap | at least 0
          {"manifest": {"min_required_hops": -1}} | manifest.min_required_hops | at least 0
          {"manifest": {"max_hops": 1.5}} | manifest.max_hops | at least 0
          {"manifest": {"dependencies": {}}} | manifest.dependencies | must be a list of at most 50
          {"manifest": {"dependencies": ["x"]}} | manifest.dependencies[0].id | must be like org/name
          {"manifest": {"dependencies": [{"id": "a/bb", "version": "latest"}]}} | manifest.dependencies[0].version | exact version
          {"manifest": {"a": "\\u0000"}} | manifest | NUL
          {"manifest": {"a": {"\\u0000": 1}}} | manifest | NUL
          {"manifest": {"a": ["\\ud800"]}} | manifest | surrogate
          {"manifest": {"a": 1e200000}} | manifest | exponent
          {"input_schema": {"const": "\\u0000"}} | input_schema | NUL
          {"output_schema": {"title": "\\ud800"}} | output_schema | surrogate
          {"description": "\\u0000"} | description | NUL
          {"description": "\\udc00"} | description | surrogate
          {"prompt": "\\u0000"} | prompt | NUL
          {"tags": ["a\\u0000"]} | tags[0] | NUL
          {"custom_tools": [{"name": "ok", "command": "x", "input_schema": {"const": "\\u0000"}}]} | custom_tools[0].input_schema | NUL
          """)
  void a_broken_rule_is_told_alone(String change, String field, String message) throws IOException {
    Map<String, Object> body = tool("fine");
    String sent = JSON.writeValueAsString(body);
    // As text: Jackson would not write what some of these hold.
    String merged = merged(sent, change);
    workspace
        .asOwner()
        .body(merged)
        .post("/agents")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body("error.is_retryable", equalTo(false))
        .body("error.fields.field.unique()", contains(field))
        .body("error.fields.message", hasItem(containsString(message)))
        .body("error.message", containsString(field));
    workspace.asOwner().get("/agents").then().body("metadata.total", equalTo(0));
  }

  /** The base without the members that the change names, and those. */
  private static String merged(String base, String change) throws IOException {
    JsonNode changed = JSON.readTree(change);
    StringBuilder merged = new StringBuilder(change.strip());
    merged.setLength(merged.length() - 1);
    for (Map.Entry<String, JsonNode> member : JSON.readTree(base).properties()) {
      if (!changed.has(member.getKey())) {
        merged.append(", \"").append(member.getKey()).append("\": ").append(member.getValue());
      }
    }
    return merged.append('}').toString();
  }

  @Test
  void sizes_and_counts_are_bounded() {
    refused(tool("fine", "description", "x".repeat(2_001)), "description", "2,000");
    refused(tool("fine", "tags", numbered("t", 21)), "tags", "at most 20");
    refused(tool("fine", "required_secrets", numbered("S", 51)), "required_secrets", "at most 50");
    refused(tool("fine", "default_skills", numbered("a/s", 21)), "default_skills", "at most 20");
    refused(tool("fine", "prompt", "ä".repeat(256 * 1024 + 1)), "prompt", "512 KiB");
    refused(
        tool("fine", "manifest", Map.of("a", "x".repeat(64 * 1024))), "manifest", "at most 64 KiB");
    refused(
        tool("fine", "skill_files", List.of(file("a", "ä".repeat(1024 * 1024 + 1)))),
        "skill_files",
        "2 MiB");
    StringBuilder prompt = new StringBuilder();
    IntStream.range(0, 501).forEach(i -> prompt.append("{{v").append(i).append("}}"));
    refused(tool("fine", "type", "prompt", "prompt", prompt.toString()), "prompt", "500");
    refused(
        tool("fine", "output_schema", Map.of("description", "x".repeat(256 * 1024))),
        "output_schema",
        "256 KiB");
    refused(
        tool("fine", "input_schema", Map.of("properties", patterns(20))),
        "input_schema",
        "50,000 steps");
  }

  private static Map<String, Object> patterns(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "p" + i, i -> Map.of("pattern", "a{1000}b{900}")));
  }

  private static Map<String, Object> file(String path, String content) {
    return Map.of("path", path, "content", content);
  }

  private static List<String> numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  private void refused(Map<String, Object> body, String field, String message) {
    List<Map<String, String>> fields =
        workspace
            .asOwner()
            .body(body)
            .post("/agents")
            .then()
            .statusCode(400)
            .extract()
            .jsonPath()
            .getList("error.fields");
    assertThat(fields)
        .anySatisfy(
            one -> {
              assertThat(one.get("field")).isEqualTo(field);
              assertThat(one.get("message")).contains(message);
            });
  }

  @Test
  void deep_schemas_are_refused() throws Exception {
    String deep = "{\"not\":".repeat(33) + "{}" + "}".repeat(33);
    JsonNode answer = post("{\"name\":\"deep\",\"type\":\"tool\",\"input_schema\":" + deep + "}");
    assertThat(answer.at("/error/fields/0/field").asText()).isEqualTo("input_schema");
    assertThat(answer.at("/error/fields/0/message").asText()).contains("32 levels");
    String deeper = "[".repeat(250) + "]".repeat(250);
    assertThat(post("{\"name\":\"deep\",\"manifest\":{\"a\":" + deeper + "}}").at("/error/code"))
        .hasToString("\"INVALID_INPUT\"");
  }

  @Test
  void millions_of_mistakes_get_an_answer_of_bounded_size() throws Exception {
    String wrong = "1,".repeat(4_000_000) + "1";
    JsonNode types = post("{\"name\":\"fine\",\"type\":\"tool\",\"tags\":[" + wrong + "]}");
    assertThat(types.at("/error/fields").size()).isEqualTo(500);
    StringBuilder unknown = new StringBuilder("{\"name\":\"Bad\"");
    IntStream.range(0, 500_000).forEach(i -> unknown.append(",\"u").append(i).append("\":1"));
    assertThat(post(unknown.append('}').toString()).at("/error/fields/0/field").asText())
        .isEqualTo("name");
    StringBuilder models = new StringBuilder("{\"name\":\"fine\",\"default_models\":{\"x\":\"\"");
    IntStream.range(0, 500_000).forEach(i -> models.append(",\"m").append(i).append("\":\"\""));
    assertThat(post(models.append("}}").toString()).at("/error/fields").size()).isEqualTo(500);
  }

  private JsonNode post(String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        RawHttp.send(
            RawHttp.request("/agents")
                .header("Authorization", "Bearer " + workspace.apiKey)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).isEqualTo(400);
    return JSON.readTree(answer.body());
  }
}
