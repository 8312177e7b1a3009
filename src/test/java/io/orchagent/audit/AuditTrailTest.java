package io.orchagent.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.testing.TestWorkspace;
import io.orchagent.workspaces.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.TransactionalException;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditTrailTest {
  @Inject AuditTrail trail;
  @Inject People people;
  @Inject EntityManager database;

  @Test
  void an_undone_change_leaves_no_event() {
    String email = TestWorkspace.newEmail();
    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          people.create(email, "no hash", null, false);
                          throw new IllegalStateException("undone");
                        }))
        .hasMessageContaining("undone");
    assertThat(events(email)).isZero();

    QuarkusTransaction.requiringNew().run(() -> people.create(email, "no hash", null, false));
    assertThat(events(email)).isEqualTo(1);
  }

  @Test
  void a_refused_registration_leaves_no_event() {
    TestWorkspace known = TestWorkspace.create();
    String email = TestWorkspace.newEmail();
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "email",
                email,
                "password",
                TestWorkspace.newPassword(),
                "workspace_slug",
                known.slug))
        .post("/auth/register")
        .then()
        .statusCode(409);
    assertThat(events(email)).isZero();
  }

  @Test
  void an_event_needs_the_transaction_of_its_change() {
    assertThatThrownBy(() -> trail.record(null, "nothing.changed", "nothing"))
        .isInstanceOf(TransactionalException.class);
  }

  private long events(String target) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                ((Number)
                        database
                            .createNativeQuery("select count(*) from audit_event where target = ?1")
                            .setParameter(1, target)
                            .getSingleResult())
                    .longValue());
  }
}
