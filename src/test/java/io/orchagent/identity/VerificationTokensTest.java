package io.orchagent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What HTTP can't show of registrations that wait: their digests, and when they expire. */
@QuarkusTest
class VerificationTokensTest {
  @Inject VerificationQueries queries;
  @Inject Verifications verifications;
  @Inject Sql sql;

  private String pending(Duration lifetime) {
    String token = Tokens.random("vr_");
    Registrations.Wanted wanted =
        new Registrations.Wanted(
            "waits-" + TestWorkspace.unique() + "@example.test", "a hash", null, null, null);
    queries.insert(Hashes.sha256(token), wanted, lifetime);
    return token;
  }

  private long rows(String token) {
    return sql.first(
            "select count(*) as many from pending_registration where token_hash = ?",
            row -> row.number("many"),
            (Object) Hashes.sha256(token))
        .orElseThrow();
  }

  @Test
  void only_the_digest_is_kept() {
    String token = pending(Duration.ofMinutes(1));
    assertThat(verifications.find(token).passwordHash()).isEqualTo("a hash");
    assertThat(
            sql.first(
                    "select count(*) as many from pending_registration p where p::text like ?",
                    row -> row.number("many"),
                    "%" + token + "%")
                .orElseThrow())
        .isZero();
  }

  @Test
  void an_expired_one_is_no_good_and_is_removed() {
    String expired = pending(Duration.ZERO);
    String good = pending(Duration.ofMinutes(1));
    assertThatThrownBy(() -> verifications.find(expired))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo("UNAUTHORIZED"));
    verifications.sweep();
    assertThat(rows(expired)).isZero();
    assertThat(rows(good)).isEqualTo(1);
  }
}
