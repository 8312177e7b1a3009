package io.orchagent.secrets;

import static io.orchagent.testing.TestSecrets.path;
import static io.orchagent.testing.TestSecrets.put;
import static io.orchagent.testing.TestSecrets.set;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.platform.errors.Errors;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who runs with a secret is told in the transaction that sets it. */
@QuarkusTest
class SecretChangedTest {
  private static final UUID SERVICE = UUID.fromString("01890000-0000-7000-8000-000000000001");

  @Singleton
  static class TestingServices implements SecretChanged {
    @Override
    public List<Restarted> changed(UUID workspaceId, String name) {
      return switch (name) {
        case "USED_BY_A_SERVICE" -> List.of(new Restarted(SERVICE, "bot"));
        case "REFUSED_BY_A_SERVICE" -> throw Errors.conflict("Not now.");
        default -> List.of();
      };
    }
  }

  @Test
  void the_services_that_restart_are_named() {
    TestWorkspace owner = TestWorkspace.create();
    put(owner, Map.of("name", "USED_BY_A_SERVICE", "value", "v"))
        .statusCode(200)
        .body("data.restarted_services.id", contains(SERVICE.toString()))
        .body("data.restarted_services.name", contains("bot"));
    put(owner, Map.of("name", "USED_BY_NOBODY", "value", "v"))
        .body("data.restarted_services", empty());
  }

  @Test
  void what_they_refuse_is_not_stored_and_leaves_no_event() {
    TestWorkspace owner = TestWorkspace.create();
    set(owner, "KEY", "v");
    put(owner, Map.of("name", "REFUSED_BY_A_SERVICE", "value", "v"))
        .statusCode(409)
        .body("error.code", equalTo("CONFLICT"));
    owner.asOwner().get(path(owner)).then().body("data.name", contains("KEY"));
    owner
        .asOwner()
        .get("/workspaces/" + owner.workspaceId + "/audit")
        .then()
        .body("data[0].target", equalTo("KEY"));
  }
}
