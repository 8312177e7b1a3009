package io.orchagent.calls;

import io.orchagent.platform.crypto.Hmac;
import io.orchagent.platform.crypto.SigningKeys;
import io.orchagent.platform.ids.Hashes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * HMAC-SHA256 over what a run is told of its chain, with a key that all replicas derive from a
 * stored one. A signature names that key and is good for one run and one purpose.
 */
@Singleton
class ChainSignatures {
  private static final String PURPOSE = "call-chain";

  private final SigningKeys keys;

  ChainSignatures(SigningKeys keys) {
    this.keys = keys;
  }

  String sign(UUID run, String what, String value) {
    return sign(keys.current(PURPOSE), run, what, value);
  }

  boolean isGood(String signature, UUID run, String what, String value) {
    int dot = signature.indexOf('.');
    return dot > 0
        && keys.find(PURPOSE, signature.substring(0, dot))
            .map(key -> sign(key, run, what, value))
            .filter(
                own ->
                    MessageDigest.isEqual(
                        own.getBytes(StandardCharsets.UTF_8),
                        signature.getBytes(StandardCharsets.UTF_8)))
            .isPresent();
  }

  private static String sign(SigningKeys.Key key, UUID run, String what, String value) {
    byte[] signed = (what + "\0" + run + "\0" + value).getBytes(StandardCharsets.UTF_8);
    Hmac hmac = Hmac.of(Hashes.sha256(key.privateKey().getEncoded()));
    return key.kid() + "." + Hashes.hex(hmac.sign(new byte[0], signed));
  }
}
