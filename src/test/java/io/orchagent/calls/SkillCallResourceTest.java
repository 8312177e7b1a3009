package io.orchagent.calls;

import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSkill;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Knowledge that is added to agents: by their authors, by their callers, by neither. */
@QuarkusTest
class SkillCallResourceTest {
  private static final String ADD = "X-Orchagent-Skills";
  private static final String ONLY = "X-Orchagent-Skills-Only";
  private static final String NONE = "X-Orchagent-No-Skills";

  private TestWorkspace owner;
  private TestSkill style;
  private TestSkill facts;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    style = TestSkill.publish(owner, "Write {{short}} sentences.\n");
    facts = TestSkill.publish(owner, "# Facts\nThe sky is green.");
  }

  private TestPrompt prompt(TestWorkspace author, Object... more) {
    return TestPrompt.publish(author, "Say {{what}}.", more);
  }

  private TestTool tool(Object... more) {
    return TestTool.publish(
        owner,
        TestTool.tool("tool-" + TestWorkspace.unique(), more),
        Map.of("main.py", TestSkill.LISTER));
  }

  private static ValidatableResponse call(
      TestWorkspace caller, TestPrompt agent, TestModel model, String... headers) {
    var request = caller.asOwner().body(with(model, "what", "it"));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.post(agent.path()).then();
  }

  private static TestModel model() {
    return TestModel.of("openai").says("ok", 1, 1);
  }

  /** Nothing of a call that was refused: no run, no unit of the day. */
  private static void nothingConsumed(TestWorkspace caller) {
    caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs")
        .then()
        .body("metadata.total", equalTo(0))
        .header("X-RateLimit-Remaining", "1000");
  }

  @ParameterizedTest
  @CsvSource({"openai", "anthropic", "gemini"})
  void its_own_skills_come_before_the_prompt_and_keep_their_braces(String provider) {
    TestModel model = TestModel.of(provider).says("ok", 1, 1);
    TestPrompt agent = prompt(owner, "default_skills", List.of(style.ref(), facts.ref(1)));
    call(owner, agent, model).statusCode(200).body("warnings", nullValue());
    assertThat(model.prompt())
        .isEqualTo(
            "Write {{short}} sentences.\n\n---\n\n# Facts\nThe sky is green.\n\n---\n\n"
                + "Say it.\n\n```json\n{\"what\":\"it\"}\n```");
  }

  @Test
  void callers_add_replace_and_drop_them() {
    TestSkill more = TestSkill.publish(owner, "More.");
    TestPrompt agent = prompt(owner, "default_skills", List.of(style.ref()));
    TestModel model =
        TestModel.of("openai").says("ok", 1, 1).says("ok", 1, 1).says("ok", 1, 1).says("ok", 1, 1);
    // What is there already is not added again
    String two = facts.ref() + " , " + style.ref(1);
    call(owner, agent, model, ADD, two).statusCode(200).body("warnings", nullValue());
    call(owner, agent, model, ONLY, more.ref() + "," + facts.ref(1)).statusCode(200);
    call(owner, agent, model, NONE, "true").statusCode(200);
    call(owner, agent, model, NONE, "false").statusCode(200);
    List<String> asked = model.seen().stream().map(TestModel.Seen::text).toList();
    assertThat(asked.get(0)).containsSubsequence("short", "sky", "Say it").doesNotContain("More.");
    assertThat(asked.get(0).split("short", -1)).hasSize(2);
    assertThat(asked.get(1)).containsSubsequence("More.", "sky", "Say it").doesNotContain("short");
    assertThat(asked.get(2)).contains("Say it").doesNotContain("short", "---");
    assertThat(asked.get(3)).containsSubsequence("short", "Say it");
  }

  @Test
  void without_a_version_it_is_the_newest_one() {
    TestPrompt agent = prompt(owner, "default_skills", List.of(style.ref(), facts.ref(1)));
    style.next(owner, "Second edition.");
    facts.next(owner, "The sky is blue.");
    TestModel model = model();
    call(owner, agent, model).statusCode(200);
    assertThat(model.prompt()).contains("Second edition.", "green").doesNotContain("blue");
  }

  @Test
  void locked_ones_stay_whatever_the_caller_says() {
    TestPrompt agent = prompt(owner, "default_skills", List.of(style.ref()), "skills_locked", true);
    for (String[] header :
        new String[][] {{ADD, facts.ref()}, {ONLY, "no-one/nothing"}, {NONE, "true"}}) {
      TestModel model = model();
      call(owner, agent, model, header)
          .statusCode(200)
          .body("warnings.code", equalTo(List.of("SKILLS_LOCKED")))
          .body("warnings.field", equalTo(List.of(header[0])));
      assertThat(model.prompt()).startsWith("Write {{short}}").doesNotContain("sky");
    }
    // Locked, and there are none
    TestModel model = model();
    TestPrompt bare = prompt(owner, "skills_locked", true);
    call(owner, bare, model, ADD, facts.ref())
        .statusCode(200)
        .body("warnings.code", equalTo(List.of("SKILLS_LOCKED")));
    assertThat(model.prompt()).startsWith("Say it.");
  }

  @Test
  void a_loop_is_told_them_before_its_prompt() {
    TestModel model = TestModel.of("anthropic").uses("submit_result", "{\"n\":1}");
    TestPrompt agent =
        TestPrompt.publish(
            owner,
            "You are careful.",
            "type",
            "agent",
            "required_secrets",
            List.of(),
            "default_skills",
            List.of(style.ref()));
    call(owner, agent, model, ADD, facts.ref()).statusCode(200);
    assertThat(model.seen().getFirst().body().path("system").toString())
        .contains("Write {{short}} sentences.\\n\\n---\\n\\n# Facts", "---\\n\\nYou are careful.");
  }

  @Test
  void a_program_finds_them_as_files() {
    TestTool tool = tool("default_skills", List.of(style.ref()));
    Response answer = owner.asOwner().header(ADD, facts.ref()).body("{}").post(tool.path());
    answer
        .then()
        .statusCode(200)
        .body("data.dir", equalTo("/home/user/orchagent/skills"))
        .body("data.writable", equalTo(false));
    Map<String, String> files = answer.path("data.files");
    assertThat(files).containsOnlyKeys(style.file(), facts.file(), "manifest.json");
    assertThat(files).containsEntry(style.file(), "Write {{short}} sentences.\n");
    JsonPath manifest = JsonPath.from(files.get("manifest.json"));
    assertThat(manifest.getList("skills.id")).containsExactly(style.ref(1), facts.ref(1));
    assertThat(manifest.getList("skills.file")).containsExactly(style.file(), facts.file());
    assertThat(manifest.getList("skills.size_bytes")).containsExactly(27, 25);
    owner
        .asOwner()
        .header(NONE, "true")
        .body("{}")
        .post(tool.path())
        .then()
        .statusCode(200)
        .body("data.dir", nullValue())
        .body("data.here", equalTo(List.of("main.py")));
  }

  @ParameterizedTest
  @CsvSource({
    ADD + ", acme, must be like org/skill",
    ONLY + ", 'acme/a-b,', must be like org/skill",
    NONE + ", maybe, must be true or false"
  })
  void headers_that_do_not_fit_are_refused(String header, String value, String message) {
    TestPrompt agent = prompt(owner, "skills_locked", true);
    call(owner, agent, TestModel.of("openai"), header, value)
        .statusCode(400)
        .body("error.code", equalTo("INVALID_INPUT"))
        .body("error.fields.field", equalTo(List.of(header)))
        .body("error.fields[0].message", containsString(message));
    call(owner, agent, TestModel.of("openai"), ADD, style.ref(), ONLY, facts.ref(), NONE, "true")
        .statusCode(400)
        .body("error.fields.field", equalTo(List.of(ADD, ADD, ONLY)));
    nothingConsumed(owner);
  }

  @Test
  void another_workspaces_private_skill_is_like_none() {
    TestWorkspace other = TestWorkspace.create();
    TestSkill secret = TestSkill.publish(other, "Hush.");
    TestSkill open = TestSkill.publish(other, "Hello.", "is_public", true);
    List<String> messages = new ArrayList<>();
    for (String name : List.of(secret.name, "none")) {
      for (String version : List.of("", "@v1", "@v9")) {
        messages.add(
            call(owner, prompt(owner), model(), ADD, other.slug + "/" + name + version)
                .statusCode(400)
                .body("error.code", equalTo("INVALID_INPUT"))
                .body("error.fields.field", equalTo(List.of(ADD)))
                .extract()
                .<String>path("error.fields[0].message")
                .replace(name, "X"));
      }
    }
    assertThat(messages.subList(0, 3)).isEqualTo(messages.subList(3, 6));
    assertThat(messages.getFirst()).contains("does not exist, or is not visible");
    call(owner, prompt(owner), model(), ONLY, open.ref() + ",no-one/no-skill")
        .statusCode(400)
        .body("error.fields[0].message", containsString("no-one/no-skill"));
    nothingConsumed(owner);
    TestModel model = model();
    call(owner, prompt(owner), model, ADD, open.ref()).statusCode(200);
    assertThat(model.prompt()).startsWith("Hello.");
  }

  @Test
  void an_agent_is_no_skill() {
    TestTool tool = tool();
    call(owner, prompt(owner), model(), ADD, tool.org + "/" + tool.name)
        .statusCode(400)
        .body("error.fields[0].message", containsString("is no skill"));
  }

  @Test
  void its_authors_private_skill_serves_all_callers_and_is_shown_to_none() {
    TestPrompt agent =
        prompt(
            owner,
            "is_public",
            true,
            "allow_local_download",
            false,
            "default_skills",
            List.of(facts.ref()));
    TestWorkspace stranger = TestWorkspace.create();
    TestModel model = model();
    ValidatableResponse answer = call(stranger, agent, model).statusCode(200);
    assertThat(model.prompt()).contains("The sky is green.");
    assertThat(answer.extract().asString()).doesNotContain("sky", facts.name);
    String run = answer.extract().header("X-Run-Id");
    stranger
        .asOwner()
        .get("/workspaces/" + stranger.workspaceId + "/runs/" + run)
        .then()
        .statusCode(200)
        .body(not(containsString("sky")))
        .body(not(containsString(facts.name)));
    call(stranger, agent, model(), ADD, facts.ref()).statusCode(400);
  }

  @Test
  void one_of_its_own_that_went_away_is_told_and_named_only_to_who_may_know() {
    TestWorkspace other = TestWorkspace.create();
    TestSkill lent = TestSkill.publish(other, "Lent.", "is_public", true);
    TestPrompt agent =
        prompt(
            owner,
            "is_public",
            true,
            "allow_local_download",
            false,
            "default_skills",
            List.of(lent.ref()));
    lent.makePrivate(other);
    call(owner, agent, model())
        .statusCode(422)
        .body("error.code", equalTo("UNPROCESSABLE"))
        .body("error.message", containsString(lent.ref() + " does not exist, or is not visible"));
    nothingConsumed(owner);
    TestWorkspace stranger = TestWorkspace.create();
    call(stranger, agent, model())
        .statusCode(422)
        .body("error.message", containsString("One of its skills"))
        .body("error.message", containsString("X-Orchagent-No-Skills: true"))
        .body("error.message", not(containsString(lent.name)));
    nothingConsumed(stranger);
    call(stranger, agent, model(), NONE, "true").statusCode(200);
  }

  @Test
  void what_may_not_be_downloaded_is_for_models_and_what_costs_is_for_nobody() {
    TestWorkspace other = TestWorkspace.create();
    TestSkill kept =
        TestSkill.publish(other, "Kept.", "is_public", true, "allow_local_download", false);
    TestSkill paid =
        TestSkill.publish(other, "Paid.", "is_public", true, "price_per_call_cents", 5);
    call(owner, prompt(owner), model(), ADD, kept.ref()).statusCode(200);
    owner
        .asOwner()
        .header(ADD, kept.ref())
        .body("{}")
        .post(tool().path())
        .then()
        .statusCode(400)
        .body("error.fields[0].message", containsString("may not be downloaded"));
    call(owner, prompt(owner), model(), ADD, paid.ref())
        .statusCode(400)
        .body("error.fields[0].message", containsString("has a price"));
    owner
        .asOwner()
        .body(TestTool.tool("uses", "default_skills", List.of(kept.ref(), paid.ref())))
        .post("/agents")
        .then()
        .statusCode(400)
        .body("error.fields.field", equalTo(List.of("default_skills[0]", "default_skills[1]")));
  }

  @Test
  void too_much_is_refused() {
    String large = "x".repeat(500 * 1024);
    TestSkill one = TestSkill.publish(owner, large);
    TestSkill two = TestSkill.publish(owner, large);
    TestSkill three = TestSkill.publish(owner, large);
    call(owner, prompt(owner), model(), ADD, one.ref() + "," + two.ref()).statusCode(200);
    TestPrompt agent = prompt(owner, "default_skills", List.of(one.ref(), two.ref()));
    call(owner, agent, model(), ADD, three.ref())
        .statusCode(400)
        .body("error.fields[0].message", containsString("1,048,576 bytes"));
    TestPrompt never = prompt(owner, "default_skills", List.of(one.ref(), two.ref(), three.ref()));
    call(owner, never, model())
        .statusCode(422)
        .body("error.message", containsString("1,048,576 bytes"));
  }

  @Test
  void an_agent_asks_for_skills_as_itself_not_as_its_caller() {
    String asks =
        """
        import json, os, sys, urllib.error, urllib.request
        asked = json.load(sys.stdin)
        request = urllib.request.Request(os.environ['ORCHAGENT_GATEWAY_URL'] + asked['path'],
            data=b'{}', method='POST', headers={'Content-Type': 'application/json',
              'Authorization': 'Bearer ' + os.environ['ORCHAGENT_SERVICE_KEY'],
              'X-Orchagent-Skills-Only': asked['skill']})
        try:
            with urllib.request.urlopen(request, timeout=50) as answer:
                print(json.dumps(json.load(answer)['data']))
        except urllib.error.HTTPError as e:
            print(json.dumps(json.load(e)['error']))
        """;
    TestTool reader = tool("is_public", true);
    TestTool spy =
        TestTool.publish(
            owner,
            Map.of(
                "is_public",
                true,
                "manifest",
                Map.of(
                    "max_hops",
                    2,
                    "dependencies",
                    List.of(Map.of("id", owner.slug + "/" + reader.name, "version", "v1")))),
            Map.of("main.py", asks));
    TestWorkspace victim = TestWorkspace.create();
    TestSkill secret = TestSkill.publish(victim, "Hush.");
    Function<TestSkill, ValidatableResponse> told =
        skill ->
            victim
                .asOwner()
                .body(Map.of("path", reader.path(), "skill", skill.ref()))
                .post(spy.path())
                .then()
                .statusCode(200);
    told.apply(secret)
        .body("data.code", equalTo("INVALID_INPUT"))
        .body("data.fields[0].message", containsString("does not exist, or is not visible"));
    told.apply(facts).body("data.files.size()", equalTo(2));
  }
}
