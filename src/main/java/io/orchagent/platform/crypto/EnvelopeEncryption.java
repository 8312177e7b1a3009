package io.orchagent.platform.crypto;

import io.orchagent.platform.crypto.DataKeys.DataKey;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Seals what is stored. The result names its data key, so that keys can change while old rows still
 * open: one byte of format, 16 of the key's id, 12 of nonce, then ciphertext and tag.
 */
@Singleton
public class EnvelopeEncryption {
  /** The scope of what belongs to the server and not to a workspace. */
  public static final String PLATFORM = "platform";

  private static final byte FORMAT = 1;
  private static final int HEADER_BYTES = 17;

  private final DataKeys keys;

  EnvelopeEncryption(DataKeys keys) {
    this.keys = keys;
  }

  /**
   * To be called in the transaction that stores the result, and for a workspace's scope by those
   * only that answer {@link SealedRows}: else a change of the data key would miss it. The first use
   * of a scope makes its key in a transaction of its own, which takes a second connection when the
   * caller holds one: call {@link #prepare} before the transaction.
   *
   * @param associatedData what the bytes belong to, such as the row's id: needed again to open them
   */
  public byte[] seal(String scope, byte[] plain, byte[] associatedData) {
    DataKey key = keys.current(scope);
    byte[] sealed = AesGcm.seal(key.key, plain, bound(scope, associatedData));
    return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
        .put(FORMAT)
        .putLong(key.id.getMostSignificantBits())
        .putLong(key.id.getLeastSignificantBits())
        .put(sealed)
        .array();
  }

  /** Fails with {@link CryptoException} unless scope and associated data are those of the seal. */
  public byte[] open(String scope, byte[] sealed, byte[] associatedData) {
    if (sealed.length < HEADER_BYTES || sealed[0] != FORMAT) {
      throw new CryptoException("sealed bytes have no known format");
    }
    ByteBuffer buffer = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
    DataKey key = keys.byId(new UUID(buffer.getLong(), buffer.getLong()));
    if (!key.scope.equals(scope)) {
      throw new CryptoException("sealed bytes belong to another scope");
    }
    byte[] rest = new byte[buffer.remaining()];
    buffer.get(rest);
    return AesGcm.open(key.key, rest, bound(scope, associatedData));
  }

  /** Makes sure that the scope has its key. */
  public void prepare(String scope) {
    keys.current(scope);
  }

  /** The data key that bytes of this scope are sealed with now. */
  public UUID currentKey(String scope) {
    return keys.current(scope).id;
  }

  private static byte[] bound(String scope, byte[] associatedData) {
    byte[] start = ("orchagent\0" + scope + "\0").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(start.length + associatedData.length)
        .put(start)
        .put(associatedData)
        .array();
  }
}
