package io.orchagent.calls;

import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestSkill;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many skills a run may have. */
@QuarkusTest
class SkillCountResourceTest {
  private static final String ADD = "X-Orchagent-Skills";

  private static ValidatableResponse call(
      TestWorkspace caller, TestPrompt agent, TestModel model, String header, String value) {
    return caller.asOwner().header(header, value).body(with(model)).post(agent.path()).then();
  }

  @Test
  void twenty_are_taken_and_one_more_is_not() {
    TestWorkspace owner = TestWorkspace.create();
    List<String> twenty = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      twenty.add(TestSkill.publish(owner, "Fact " + i + ".").ref());
    }
    String more = TestSkill.publish(owner, "One more.").ref();
    TestPrompt full = TestPrompt.publish(owner, "Say.", "default_skills", twenty);
    TestModel model = TestModel.of("openai").says("ok", 1, 1);
    // The same once more is no further one
    call(owner, full, model, ADD, twenty.getFirst()).statusCode(200);
    assertThat(model.prompt()).contains("Fact 0.", "Fact 19.");
    call(owner, full, model, "X-Orchagent-Skills-Only", more).statusCode(200);
    call(owner, full, model, ADD, more)
        .statusCode(400)
        .body("error.fields.field", equalTo(List.of(ADD)))
        .body("error.fields[0].message", containsString("(20 at most)"))
        .header("X-Run-Id", nullValue());
    TestPrompt plain = TestPrompt.publish(owner, "Say.");
    call(owner, plain, model, ADD, String.join(",", twenty) + "," + more)
        .statusCode(400)
        .body("error.fields[0].message", containsString("at most 20 skills"));
    assertThat(model.seen()).hasSize(2);
  }
}
