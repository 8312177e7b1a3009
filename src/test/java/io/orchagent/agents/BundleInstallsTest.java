package io.orchagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Installations whose server died in the middle. */
@QuarkusTest
class BundleInstallsTest {
  @Inject Sql sql;
  private TestWorkspace author;
  private TestTool tool;

  @BeforeEach
  void installedOnce() {
    author = TestWorkspace.create();
    tool =
        TestTool.publish(
            author, Map.of(), Map.of("main.py", "print(1)", "requirements.txt", "./missing.whl\n"));
    awaitStatus("error");
  }

  private void awaitStatus(String status) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> status.equals(view("bundle_status")) && waiting() == 0);
  }

  private String view(String field) {
    return author.asOwner().get("/agents/" + tool.id).path("data." + field);
  }

  private long waiting() {
    return sql.first(
            "select count(*) as n from bundle_install where agent_id = ?",
            row -> row.number("n"),
            UUID.fromString(tool.id))
        .orElseThrow();
  }

  /** As a server leaves it that was killed: its claim is there, and its lease has ended. */
  private void leaveBehind(int attempts) {
    UUID agent = UUID.fromString(tool.id);
    sql.update(
        "update agent set bundle_status = 'processing', bundle_error = null where id = ?", agent);
    sql.update(
        """
        insert into bundle_install
          (agent_id, workspace_id, bundle_id, claimed_by, lease_until, attempts)
        select id, workspace_id, bundle_id, ?, clock_timestamp() - interval '1 s', ?
        from agent where id = ?
        """,
        UUID.randomUUID(),
        attempts,
        agent);
  }

  @Test
  void another_server_begins_anew() {
    leaveBehind(1);
    awaitStatus("error");
    assertThat(view("bundle_error")).startsWith("Installing what requirements.txt lists failed.\n");
  }

  @Test
  void what_ended_three_servers_is_given_up() {
    leaveBehind(3);
    awaitStatus("error");
    assertThat(view("bundle_error"))
        .isEqualTo(
            "The installation was begun three times and each time the server ended in the middle."
                + " Upload the bundle again.");
  }
}
