package io.orchagent.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestSecrets;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ServerSecretsTest {
  private static final String NAME = "OPENAI_API_KEY";

  @Inject Secrets secrets;
  @Inject Sql sql;

  private TestWorkspace owner;
  private UUID workspace;

  @BeforeEach
  void fresh() {
    owner = TestWorkspace.create();
    workspace = UUID.fromString(owner.workspaceId);
  }

  private Map<String, String> seen() {
    return secrets.findForServer(workspace, List.of(NAME)).open();
  }

  @Test
  void a_change_counts_at_once_also_while_others_read() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    // A thread of its own: one that never waits would keep virtual ones from running
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    seen();
                  }
                });
    try {
      for (int i = 0; i < 50; i++) {
        TestSecrets.set(owner, NAME, "sk-value-" + i);
        assertThat(seen()).containsEntry(NAME, "sk-value-" + i);
      }
    } finally {
      over.set(true);
      reader.join();
    }
  }

  @Test
  void what_is_deleted_is_gone_and_what_comes_later_is_found() {
    assertThat(seen()).isEmpty();
    TestSecrets.set(owner, NAME, "sk-first-value");
    assertThat(seen()).containsOnlyKeys(NAME);
    owner.asOwner().delete(TestSecrets.path(owner) + "/" + NAME).then().statusCode(200);
    assertThat(seen()).isEmpty();
  }

  @Test
  void what_another_server_changed_is_seen_soon_even_when_it_says_nothing() {
    TestSecrets.set(owner, NAME, "sk-first-value");
    assertThat(seen()).containsOnlyKeys(NAME);
    sql.update("delete from secret where workspace_id = ?", workspace);
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> seen().isEmpty());
  }
}
