package io.orchagent.platform.crypto;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * ES256 keys that all replicas share. The newest of a purpose signs; all that are not retired
 * verify.
 */
@Singleton
public class SigningKeys {
  private static final String ALGORITHM = "ES256";

  /** An unknown key id asks the database again, but not for every forged token. */
  private static final long RELOAD_NANOS = 1_000_000_000L;

  private final EntityManager database;
  private final EnvelopeEncryption encryption;
  private final ReentrantLock reloading = new ReentrantLock();
  private long lastReload = System.nanoTime() - RELOAD_NANOS;
  private volatile Map<String, Key> known = Map.of();

  SigningKeys(EntityManager database, EnvelopeEncryption encryption) {
    this.database = database;
    this.encryption = encryption;
  }

  /** A key pair with the name that tokens carry. */
  public static final class Key {
    private final String kid;
    private final String purpose;
    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private Key(String kid, String purpose, PrivateKey privateKey, PublicKey publicKey) {
      this.kid = kid;
      this.purpose = purpose;
      this.privateKey = privateKey;
      this.publicKey = publicKey;
    }

    public String kid() {
      return kid;
    }

    public PrivateKey privateKey() {
      return privateKey;
    }

    public PublicKey publicKey() {
      return publicKey;
    }
  }

  /** The key that signs; made once for all replicas when there is none. */
  public Key current(String purpose) {
    Optional<Key> remembered = newest(purpose);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    encryption.prepare(EnvelopeEncryption.PLATFORM);
    QuarkusTransaction.requiringNew().run(() -> makeFirst(purpose));
    reload();
    return newest(purpose).orElseThrow(() -> new CryptoException("no signing key: " + purpose));
  }

  /** The key of that name, when it is one of this purpose and not retired. */
  public Optional<Key> find(String purpose, String kid) {
    Key key = known.get(kid);
    if (key == null) {
      reloadUnlessJustDone(kid);
      key = known.get(kid);
    }
    return Optional.ofNullable(key).filter(k -> k.purpose.equals(purpose));
  }

  private void reloadUnlessJustDone(String kid) {
    reloading.lock();
    try {
      if (!known.containsKey(kid) && System.nanoTime() - lastReload >= RELOAD_NANOS) {
        reload();
        lastReload = System.nanoTime();
      }
    } finally {
      reloading.unlock();
    }
  }

  private Optional<Key> newest(String purpose) {
    return known.values().stream().filter(key -> key.purpose.equals(purpose)).findFirst();
  }

  private void makeFirst(String purpose) {
    database
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext('signing_key'))")
        .getSingleResult();
    boolean there =
        !database
            .createNativeQuery(
                "select 1 from signing_key where purpose = ?1 and retired_at is null")
            .setParameter(1, purpose)
            .getResultList()
            .isEmpty();
    if (there) {
      return;
    }
    KeyPair pair = generate();
    String kid = HexFormat.of().formatHex(AesGcm.random(8));
    database
        .createNativeQuery(
            """
            insert into signing_key (kid, purpose, algorithm, public_key, sealed_private_key)
            values (?1, ?2, ?3, ?4, ?5)""")
        .setParameter(1, kid)
        .setParameter(2, purpose)
        .setParameter(3, ALGORITHM)
        .setParameter(4, pair.getPublic().getEncoded())
        .setParameter(
            5,
            encryption.seal(
                EnvelopeEncryption.PLATFORM, pair.getPrivate().getEncoded(), row(purpose, kid)))
        .executeUpdate();
  }

  private static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new CryptoException("no EC keys on this machine", e);
    }
  }

  @SuppressWarnings("unchecked")
  private void reload() {
    List<Object[]> rows =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    database
                        .createNativeQuery(
                            """
                            select kid, purpose, public_key, sealed_private_key from signing_key
                            where retired_at is null order by created_at desc, kid""")
                        .getResultList());
    Map<String, Key> all = new LinkedHashMap<>();
    for (Object[] row : rows) {
      Key key = opened((String) row[0], (String) row[1], (byte[]) row[2], (byte[]) row[3]);
      all.put(key.kid, key);
    }
    known = all;
  }

  private Key opened(String kid, String purpose, byte[] publicKey, byte[] sealedPrivateKey) {
    byte[] privateKey =
        encryption.open(EnvelopeEncryption.PLATFORM, sealedPrivateKey, row(purpose, kid));
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new Key(
          kid,
          purpose,
          factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)),
          factory.generatePublic(new X509EncodedKeySpec(publicKey)));
    } catch (GeneralSecurityException e) {
      throw new CryptoException("the signing key " + kid + " can't be read", e);
    }
  }

  private static byte[] row(String purpose, String kid) {
    return ("signing_key\0" + purpose + "\0" + kid).getBytes(StandardCharsets.UTF_8);
  }
}
