package io.orchagent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A log that is longer than what is read at one time. */
@QuarkusTest
class AuditExportTest {
  @Inject Sql sql;

  /** As if many things had happened in the same instant, and more in the one before. */
  private void happened(UUID workspace, UUID person, int many) {
    sql.update(
        """
        insert into audit_event (id, workspace_id, actor_user_id, actor, action, target, created_at)
        select gen_random_uuid(), ?, ?, 'somebody', 'test.happened', 'thing ' || n,
               timestamptz '2026-01-01 00:00:00Z' + make_interval(secs => n / 1500)
        from generate_series(1, ?) n
        """,
        workspace,
        person,
        many);
  }

  private List<String> ids(String workspace, String person) {
    return sql.list(
        """
        select id from audit_event
        where workspace_id = ?::uuid or (workspace_id is null and actor_user_id = ?::uuid)
        order by id desc
        """,
        row -> row.id("id").toString(),
        workspace,
        person);
  }

  @Test
  void every_row_is_in_the_file_once_whatever_its_time() {
    TestWorkspace me = TestWorkspace.create();
    happened(UUID.fromString(me.workspaceId), UUID.fromString(me.userId), 2_600);
    happened(null, UUID.fromString(me.userId), 1_700);
    List<String> wanted = ids(me.workspaceId, me.userId);
    assertThat(wanted).hasSizeGreaterThan(4_300);

    String file =
        me.asOwner()
            .get("/workspaces/" + me.workspaceId + "/audit/export")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    List<String> lines = file.lines().toList();
    assertThat(lines.getFirst()).contains("created_at");
    List<String> found =
        lines.stream().skip(1).map(line -> line.substring(1, line.indexOf("\","))).toList();
    assertThat(found).isEqualTo(wanted);
  }

  @Test
  void a_file_may_end_exactly_where_a_part_does() {
    TestWorkspace me = TestWorkspace.create();
    happened(UUID.fromString(me.workspaceId), UUID.fromString(me.userId), 2_000);
    String file =
        me.asOwner().get("/workspaces/" + me.workspaceId + "/audit/export?action=test").asString();
    assertThat(file.lines().skip(1).distinct()).hasSize(2_000);
    assertThat(file.lines()).hasSize(2_001);
  }
}
