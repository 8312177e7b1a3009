package io.orchagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the API document that may change something: made to happen, with its audit
 * event looked for, or listed with a reason why there is none. An operation that is in neither list
 * fails this test.
 */
@Tag("gate")
@QuarkusTest
class AuditCoverageTest {
  private static final Set<String> CHANGING = Set.of("post", "put", "patch", "delete");

  @Inject DataSource database;

  private AuditedChanges changes() {
    return new AuditedChanges(database);
  }

  @Test
  void every_operation_that_changes_something_is_classified() throws IOException {
    JsonNode document = new ObjectMapper().readTree(RestAssured.get("/openapi.json").asByteArray());
    Set<String> served = new TreeSet<>();
    document
        .path("paths")
        .forEach(
            path ->
                path.properties()
                    .forEach(
                        operation -> {
                          if (CHANGING.contains(operation.getKey())) {
                            served.add(operation.getValue().path("operationId").asText());
                          }
                        }));
    Set<String> classified = new TreeSet<>(changes().audited().keySet());
    classified.addAll(AuditedChanges.NOTHING_TO_TELL.keySet());
    classified.addAll(AuditedChanges.ONCE_A_SERVER.keySet());
    assertThat(classified).isEqualTo(served);
  }

  @Test
  void every_change_writes_its_event() throws SQLException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, AuditedChanges.Audited> one :
        new java.util.TreeMap<>(changes().audited()).entrySet()) {
      AuditedChanges.Done done = one.getValue().change().make();
      if (done.answer().statusCode() >= 300) {
        wrong.add(one.getKey() + " answered " + done.answer().asString());
        continue;
      }
      long found = events(one.getValue().action(), done);
      if (found != 1) {
        wrong.add(one.getKey() + ": " + found + " events " + one.getValue().action());
      }
    }
    System.out.println(
        "AuditCoverageTest: " + changes().audited().size() + " operations made to happen");
    assertThat(wrong).isEmpty();
  }

  @Test
  void a_change_of_the_whole_server_writes_its_event() throws SQLException {
    TestWorkspace.asAdministrator()
        .post("/admin/encryption/rotate-master-key")
        .then()
        .statusCode(org.hamcrest.Matchers.oneOf(200, 409));
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select count(*) from audit_event where action = 'master_key.rotated'"
                    + " and workspace_id is null and actor_user_id is not null");
        ResultSet result = query.executeQuery()) {
      result.next();
      assertThat(result.getLong(1)).isPositive();
    }
  }

  /** Of this action, in that workspace, by that person, from somewhere, about something. */
  private long events(String action, AuditedChanges.Done done) throws SQLException {
    String actor = done.actor() == null ? "admin@example.test" : done.actor().email;
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select count(*) from audit_event
                where action = ? and workspace_id is not distinct from ?::uuid and actor = ?
                  and actor_user_id is not null and ip is not null and target <> ''""")) {
      query.setString(1, action);
      query.setString(2, done.workspaceId());
      query.setString(3, actor);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        long all = result.getLong(1);
        // What was needed to get there may have been a change of the same kind
        return all - AuditedChanges.NEEDED.getOrDefault(action, 0L);
      }
    }
  }
}
