package io.orchagent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What HTTP can't show of mailed tokens: that they are kept as digests, and when they expire. */
@QuarkusTest
class PasswordTokensTest {
  @Inject PasswordResetQueries queries;
  @Inject PasswordResets resets;
  @Inject EntityManager database;

  @Test
  void a_token_expires_and_is_kept_as_its_digest() {
    TestWorkspace me = TestWorkspace.create();
    String token = Tokens.random("pr_");
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                queries.replace(
                    UUID.fromString(me.userId), Hashes.sha256(token), Duration.ofMinutes(30)));
    assertThat(holding(token)).isZero();
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                database
                    .createNativeQuery(
                        "update password_reset set expires_at = now() where user_id = ?1")
                    .setParameter(1, UUID.fromString(me.userId))
                    .executeUpdate());
    assertThatThrownBy(() -> resets.confirm(token, TestWorkspace.newPassword()))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo("UNAUTHORIZED"));
  }

  private long holding(String token) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                ((Number)
                        database
                            .createNativeQuery(
                                "select count(*) from password_reset r where r::text like ?1")
                            .setParameter(1, "%" + token + "%")
                            .getSingleResult())
                    .longValue());
  }
}
