package io.orchagent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestSkill;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a call said of skills is kept with it: in the queue, and under an Idempotency-Key. */
@QuarkusTest
class SkillRepeatResourceTest {
  private static final String ADD = "X-Orchagent-Skills";
  private static final String ONLY = "X-Orchagent-Skills-Only";
  private static final String NONE = "X-Orchagent-No-Skills";

  private TestWorkspace owner;
  private TestSkill style;
  private TestSkill facts;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    style = TestSkill.publish(owner, "Write short sentences.");
    facts = TestSkill.publish(owner, "The sky is green.");
  }

  private TestTool tool(Object... more) {
    return TestTool.publish(
        owner,
        TestTool.tool("tool-" + TestWorkspace.unique(), more),
        Map.of("main.py", TestSkill.LISTER));
  }

  @Test
  void a_queued_call_keeps_what_it_said() {
    TestTool tool = tool("default_skills", List.of(style.ref()));
    Map<String, String> wanted =
        Map.of(ADD, style.file() + " " + facts.file(), ONLY, facts.file(), NONE, "");
    for (Map.Entry<String, String> each : wanted.entrySet()) {
      String id =
          async(tool, each.getKey(), each.getKey().equals(NONE) ? "true" : facts.ref())
              .then()
              .statusCode(202)
              .body("warnings", nullValue())
              .extract()
              .path("data.run_id");
      Map<String, String> files =
          ended(id)
              .body("data.status", equalTo("completed"))
              .extract()
              .path("data.output_data.files");
      Set<String> names =
          each.getValue().isEmpty()
              ? null
              : Set.of((each.getValue() + " manifest.json").split(" "));
      assertThat(files == null ? null : files.keySet()).isEqualTo(names);
    }
    async(tool, ADD, "no-one/nothing").then().statusCode(400);
    async(tool("skills_locked", true), ADD, facts.ref())
        .then()
        .statusCode(202)
        .body("warnings.code", equalTo(List.of("SKILLS_LOCKED")));
  }

  @Test
  void a_replay_asks_for_the_same_skills_again_whether_its_run_waited_or_not() {
    TestTool tool = tool("default_skills", List.of(style.ref()));
    String waited = async(tool, ONLY, facts.ref()).then().extract().path("data.run_id");
    ended(waited);
    String atOnce =
        owner
            .asOwner()
            .header(ONLY, facts.ref())
            .body("{}")
            .post(tool.path())
            .then()
            .statusCode(200)
            .extract()
            .path("metadata.run_id");
    for (String run : List.of(waited, atOnce)) {
      Map<String, String> files =
          ended(replay(run))
              .body("data.status", equalTo("completed"))
              .extract()
              .path("data.output_data.files");
      assertThat(files).containsOnlyKeys(facts.file(), "manifest.json");
    }
  }

  private String replay(String run) {
    return owner
        .asOwner()
        .body("{}")
        .post("/workspaces/" + owner.workspaceId + "/runs/" + run + "/replay")
        .then()
        .statusCode(202)
        .extract()
        .path("data.id");
  }

  private Response async(TestTool tool, String header, String value) {
    return owner
        .asOwner()
        .header("Prefer", "respond-async")
        .header(header, value)
        .body("{}")
        .post(tool.path());
  }

  private ValidatableResponse ended(String id) {
    String path = "/workspaces/" + owner.workspaceId + "/runs/" + id;
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                !Set.of("queued", "running")
                    .contains(owner.asOwner().get(path).<String>path("data.status")));
    return owner.asOwner().get(path).then();
  }

  @Test
  void other_skills_are_another_request_under_an_idempotency_key() {
    TestModel model = TestModel.of("openai").says("ok", 1, 1);
    TestSecrets.set(owner, model.secret(), model.key);
    TestPrompt agent =
        TestPrompt.publish(owner, "Say {{what}}.", "default_skills", List.of(style.ref()));
    keyed(agent, ADD, facts.ref()).statusCode(200);
    keyed(agent, ADD, " " + facts.ref())
        .statusCode(200)
        .body("metadata.deduplicated", equalTo(true));
    keyed(agent, ONLY, facts.ref()).statusCode(409);
    keyed(agent, ADD, facts.ref(1)).statusCode(409);
    keyed(agent, NONE, "true").statusCode(409);
    keyed(agent, NONE, "false").statusCode(409);
    assertThat(model.seen()).hasSize(1);
  }

  private ValidatableResponse keyed(TestPrompt agent, String header, String value) {
    return owner
        .asOwner()
        .header("Idempotency-Key", "k")
        .header(header, value)
        .body(Map.of("what", "it"))
        .post(agent.path())
        .then();
  }
}
