package io.orchagent.identity;

import static io.orchagent.testing.TestWorkspace.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.orchagent.platform.embedded.FirstStart;
import io.orchagent.platform.embedded.FirstStart.FirstAccount;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.orchagent.workspaces.People;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FirstAccountsTest {
  @Inject FirstStart start;
  @Inject People people;

  @Test
  void the_first_account_is_an_administrator_with_a_workspace_and_a_key() {
    String email = TestWorkspace.newEmail();
    String slug = "w" + TestWorkspace.unique();
    FirstAccount first = start.open(email, "first password", slug);
    assertThat(first.workspaceSlug()).isEqualTo(slug);
    as(first.apiKey()).get("/org").then().body("data.slug", equalTo(slug));
    assertThat(people.findByEmail(email).orElseThrow().admin()).isTrue();

    FirstAccount again = start.open(email, "second password", slug);
    assertThat(again.workspaceId()).isEqualTo(first.workspaceId());
    assertThat(again.apiKey()).isNotEqualTo(first.apiKey());
    as(again.apiKey()).get("/users/me").then().statusCode(200).body("data.email", equalTo(email));
    given()
        .contentType("application/json")
        .body(Map.of("email", email, "password", "second password"))
        .post("/auth/login")
        .then()
        .statusCode(200);
  }

  @Test
  void a_taken_slug_does_not_stop_the_start() {
    String taken = TestWorkspace.create().slug;
    FirstAccount account = start.open(TestWorkspace.newEmail(), "some password", taken);
    assertThat(account.workspaceSlug()).isNotEqualTo(taken);
    as(account.apiKey()).get("/org").then().statusCode(200);
  }

  @Test
  void replicas_that_start_at_once_make_one_administrator() {
    String email = TestWorkspace.newEmail();
    List<Boolean> done =
        Together.run(
            4,
            i -> {
              start.ensureAdministrator(email, "some password");
              return true;
            });
    assertThat(done).containsOnly(true);
    assertThat(people.findByEmail(email).orElseThrow().admin()).isTrue();
    start.ensureAdministrator(email, "another password");
    given()
        .contentType("application/json")
        .body(Map.of("email", email, "password", "some password"))
        .post("/auth/login")
        .then()
        .statusCode(200);
  }
}
