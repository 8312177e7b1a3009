package io.orchagent.agents;

import static io.orchagent.testing.TestTool.publish;
import static io.orchagent.testing.TestTool.tool;
import static io.orchagent.testing.TestTool.upload;
import static io.orchagent.testing.TestTool.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.platform.ids.Hashes;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What follows an agent moves to a version as soon as that one can run; and the key is a digest.
 */
@QuarkusTest
class FollowersTest {
  /** Two schedules and a service of each workspace that asks for it; what they run is noted. */
  @Singleton
  static class Follower implements VersionPublished {
    private final Map<String, List<String>> runs = new ConcurrentHashMap<>();

    @Override
    public Moved moveTo(NewVersion version) {
      List<String> seen = runs.get(version.workspaceId().toString());
      if (seen == null) {
        return Moved.NOTHING;
      }
      if (version.name().equals("broken")) {
        throw new IllegalStateException("a follower that fails");
      }
      synchronized (seen) {
        seen.add(version.name() + " " + version.version());
      }
      return new Moved(2, 1);
    }
  }

  @Inject Follower follower;
  @Inject EntityManager database;

  private TestWorkspace workspace;
  private List<String> moves;

  @BeforeEach
  void fresh() {
    workspace = TestWorkspace.create();
    moves = new ArrayList<>();
    follower.runs.put(workspace.workspaceId, moves);
  }

  private int servicesMovedByUpload(String id) {
    return upload(workspace, id, zip(Map.of("main.py", "print(1)")))
        .then()
        .statusCode(200)
        .extract()
        .path("data.services_updated");
  }

  @Test
  void what_needs_no_bundle_is_followed_at_once() {
    for (String type : List.of("prompt", "agent")) {
      JsonPath answer =
          publish(
              workspace,
              Map.of(
                  "name", type + "-x", "type", type, "prompt", "x", "required_secrets", List.of()));
      assertThat(answer.getInt("data.schedules_updated")).isEqualTo(2);
      assertThat(answer.getInt("data.services_updated")).isEqualTo(1);
    }
    publish(workspace, Map.of("name", "know", "type", "skill", "prompt", "x"));
    assertThat(moves).containsExactly("prompt-x v1", "agent-x v1");
  }

  @Test
  void code_is_followed_when_its_bundle_is_active() {
    JsonPath answer = publish(workspace, tool("coded"));
    assertThat(answer.getInt("data.schedules_updated")).isZero();
    assertThat(answer.getInt("data.services_updated")).isZero();
    String id = answer.getString("data.agent.id");
    assertThat(moves).isEmpty();
    assertThat(servicesMovedByUpload(id)).isEqualTo(1);
    assertThat(servicesMovedByUpload(id)).isZero();
    assertThat(moves).containsExactly("coded v1");
  }

  @Test
  void nothing_moves_back_to_an_older_version() {
    String first = TestTool.id(workspace, tool("coded"));
    String second = TestTool.id(workspace, tool("coded"));
    assertThat(servicesMovedByUpload(second)).isEqualTo(1);
    assertThat(servicesMovedByUpload(first)).isZero();
    assertThat(moves).containsExactly("coded v2");
  }

  @Test
  void of_bundles_that_come_together_the_newest_version_wins() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ids.add(TestTool.id(workspace, tool("coded")));
    }
    Together.run(8, i -> servicesMovedByUpload(ids.get(i)));
    assertThat(moves).last().isEqualTo("coded v8");
    assertThat(moves).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void a_follower_that_fails_takes_the_publish_with_it() {
    Map<String, Object> body = Map.of("name", "broken", "prompt", "x");
    workspace.asOwner().body(body).post("/agents").then().statusCode(500);
    assertThat(workspace.asOwner().get("/agents?name=broken").jsonPath().getList("data")).isEmpty();
    workspace
        .asOwner()
        .get("/agents/preview?name=broken")
        .then()
        .body("data.next_version", equalTo("v1"));
  }

  @Test
  void only_the_digest_of_a_service_key_is_stored() {
    TestTool callee = TestTool.publish(workspace, Map.of(), Map.of());
    String key =
        publish(
                workspace,
                tool(
                    "boss",
                    "manifest",
                    Map.of(
                        "dependencies",
                        List.of(Map.of("id", callee.org + "/" + callee.name, "version", "v1")))))
            .getString("data.service_key");
    List<?> rows =
        database
            .createNativeQuery(
                "select k::text from agent_key k where k.key_hash = ?1", String.class)
            .setParameter(1, Hashes.sha256(key))
            .getResultList();
    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().toString())
        .contains(key.substring(0, 12))
        .doesNotContain(key.substring(0, 20));
  }
}
