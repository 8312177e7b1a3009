package io.orchagent.calls;

import static org.hamcrest.Matchers.containsString;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestSkill;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A skill that was deleted is like one that never was. */
@QuarkusTest
class SkillDeletionTest {
  @Inject Sql sql;

  @Test
  void it_is_used_no_more_by_whom_it_is_named() {
    TestWorkspace owner = TestWorkspace.create();
    TestSkill skill = TestSkill.publish(owner, "Gone.");
    TestTool with =
        TestTool.publish(
            owner,
            Map.of("default_skills", List.of(skill.ref(1))),
            Map.of("main.py", "print('{}')"));
    TestTool without = TestTool.python(owner, "print('{}')");
    sql.update("update agent set deleted_at = now() where id = ?", UUID.fromString(skill.id));
    // Whatever is published begins what is remembered anew
    TestSkill other = TestSkill.publish(owner, "Clears what is remembered.");
    owner
        .asOwner()
        .body("{}")
        .post(with.path())
        .then()
        .statusCode(422)
        .body("error.message", containsString(skill.ref(1) + " does not exist"));
    for (String name : List.of(skill.ref(), skill.ref(1))) {
      owner
          .asOwner()
          .header("X-Orchagent-Skills", other.ref() + "," + name)
          .body("{}")
          .post(without.path())
          .then()
          .statusCode(400)
          .body("error.fields[0].message", containsString(name + " does not exist"));
    }
  }
}
