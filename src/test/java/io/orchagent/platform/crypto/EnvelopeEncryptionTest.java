package io.orchagent.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EnvelopeEncryptionTest {
  private static final byte[] PLAIN = "a secret".getBytes(UTF_8);
  private static final byte[] ROW = "row 1".getBytes(UTF_8);

  @Inject EnvelopeEncryption encryption;
  @Inject SigningKeys signingKeys;
  @Inject MasterKeys masterKeys;
  @Inject Sql sql;
  @Inject EntityManager database;

  private final String scope = "test-" + TestWorkspace.unique();

  @Test
  void what_was_sealed_opens_with_scope_and_row() {
    byte[] sealed = encryption.seal(scope, PLAIN, ROW);
    assertThat(encryption.open(scope, sealed, ROW)).isEqualTo(PLAIN);
    assertThat(new String(sealed, UTF_8)).doesNotContain("secret");
    assertThat(encryption.seal(scope, PLAIN, ROW)).isNotEqualTo(sealed);
    assertThat(encryption.open(scope, encryption.seal(scope, new byte[0], ROW), ROW)).isEmpty();
  }

  @Test
  void elsewhere_it_does_not_open() {
    byte[] sealed = encryption.seal(scope, PLAIN, ROW);
    encryption.prepare(scope + "-other");
    assertThatThrownBy(() -> encryption.open(scope, sealed, "row 2".getBytes(UTF_8)))
        .isInstanceOf(CryptoException.class);
    assertThatThrownBy(() -> encryption.open(scope + "-other", sealed, ROW))
        .isInstanceOf(CryptoException.class);
  }

  @Test
  void a_changed_byte_anywhere_does_not_open() {
    byte[] sealed = encryption.seal(scope, PLAIN, ROW);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> encryption.open(scope, changed, ROW))
          .as("byte %d", i)
          .isInstanceOf(CryptoException.class);
    }
    for (int length : List.of(0, 1, 16, 17, 30, sealed.length - 1)) {
      byte[] cut = java.util.Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> encryption.open(scope, cut, ROW))
          .isInstanceOf(CryptoException.class);
    }
  }

  @Test
  void many_first_uses_at_once_make_one_data_key() {
    // Replicas of their own, so that nothing but the database is shared.
    List<EnvelopeEncryption> replicas =
        IntStream.range(0, 20)
            .mapToObj(i -> new EnvelopeEncryption(new DataKeys(sql, masterKeys)))
            .toList();
    List<byte[]> sealed = Together.run(20, i -> replicas.get(i).seal(scope, PLAIN, ROW));
    assertThat(rows("select id from data_key where scope = ?1", scope)).hasSize(1);
    for (byte[] one : sealed) {
      assertThat(encryption.open(scope, one, ROW)).isEqualTo(PLAIN);
    }
  }

  @Test
  void a_new_start_opens_what_an_earlier_one_sealed() {
    byte[] sealed = encryption.seal(scope, PLAIN, ROW);
    EnvelopeEncryption restarted = new EnvelopeEncryption(new DataKeys(sql, masterKeys));
    assertThat(restarted.open(scope, sealed, ROW)).isEqualTo(PLAIN);
  }

  @Test
  void another_master_key_is_refused_in_words() {
    MasterKeys other = MasterKeyTest.keys("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    EnvelopeEncryption start = new EnvelopeEncryption(new DataKeys(sql, other));
    assertThatThrownBy(() -> start.prepare(EnvelopeEncryption.PLATFORM))
        .isInstanceOf(CryptoException.class)
        .hasMessageStartingWith(
            "The master key is not the one that this database was written with");
  }

  @Test
  void a_data_key_made_in_a_transaction_that_fails_stays() {
    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          encryption.prepare(scope);
                          throw new IllegalStateException("undone");
                        }))
        .hasMessageContaining("undone");
    byte[] sealed = encryption.seal(scope, PLAIN, ROW);
    EnvelopeEncryption restarted = new EnvelopeEncryption(new DataKeys(sql, masterKeys));
    assertThat(restarted.open(scope, sealed, ROW)).isEqualTo(PLAIN);
  }

  @Test
  void many_first_uses_at_once_make_one_signing_key() {
    List<SigningKeys> replicas =
        IntStream.range(0, 10).mapToObj(i -> new SigningKeys(database, encryption)).toList();
    List<String> kids = Together.run(10, i -> replicas.get(i).current(scope).kid());
    assertThat(kids).containsOnly(kids.getFirst());
    assertThat(rows("select kid from signing_key where purpose = ?1", scope)).hasSize(1);
    assertThat(new SigningKeys(database, encryption).find(scope, kids.getFirst())).isPresent();
    assertThat(new SigningKeys(database, encryption).find("session", kids.getFirst())).isEmpty();
    assertThat(signingKeys.find(scope, "unknown")).isEmpty();
  }

  private List<?> rows(String sql, String parameter) {
    return QuarkusTransaction.requiringNew()
        .call(() -> database.createNativeQuery(sql).setParameter(1, parameter).getResultList());
  }
}
