package io.orchagent.agents.catalogue;

import static io.orchagent.testing.TestTool.tool;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A deleted workspace has nothing in the catalogue, whoever deleted it. */
@QuarkusTest
class UnlistedWorkspaceTest {
  @Inject Sql sql;

  private TestWorkspace author;
  private String path;

  @BeforeEach
  void fresh() {
    author = TestWorkspace.create();
    TestTool.id(author, tool("listed", "is_public", true));
    TestTool.id(author, tool("listed-too", "is_public", true));
    path = "/public/agents?org=" + author.slug;
    given().get(path).then().statusCode(200).body("data", hasSize(2));
  }

  private long rows() {
    return sql.first(
            "select count(*) as many from agent_listing where workspace_id = ?::uuid",
            row -> row.number("many"),
            author.workspaceId)
        .orElseThrow();
  }

  @Test
  void by_the_database_itself_when_the_row_is_marked() {
    assertThat(rows()).isEqualTo(2);
    sql.update("update workspace set name = 'Renamed' where id = ?::uuid", author.workspaceId);
    assertThat(rows()).isEqualTo(2);
    sql.update("update workspace set deleted_at = now() where id = ?::uuid", author.workspaceId);
    assertThat(rows()).isZero();
    given().get(path).then().statusCode(200).body("data", hasSize(0));
  }

  @Test
  void when_its_owner_deletes_it() {
    author
        .asOwner()
        .delete("/workspaces/" + author.workspaceId + "?confirmation_name=" + author.slug)
        .then()
        .statusCode(200);
    assertThat(rows()).isZero();
    given().get(path).then().statusCode(200).body("data", hasSize(0));
    given().get("/public/agents/" + author.slug + "/listed/latest").then().statusCode(404);
  }
}
