package io.orchagent.identity;

import com.nulabinc.zxcvbn.Zxcvbn;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Rules, hashing and comparing of passwords. */
@Singleton
public class Passwords {
  static final int MIN_LENGTH = 8;
  static final int MAX_LENGTH = 128;

  /** zxcvbn takes time that grows faster than the password; the start tells enough. */
  private static final int MEASURED_LENGTH = 48;

  /** Words that anybody would try here. */
  private static final List<String> KNOWN = List.of("orchagent");

  /** How long a sign-in waits for its turn when many come at once. */
  private static final int PATIENCE_SECONDS = 10;

  private final int cost;
  private final String nobodys;
  private final Zxcvbn strength = new Zxcvbn();

  /** Hashing is all processor: as many at a time as there are processors, so others get on. */
  private final Semaphore turns =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

  Passwords(IdentityConfig config) {
    this.cost = config.passwordCost();
    this.nobodys = BcryptUtil.bcryptHash(prepared(Tokens.random("")), cost);
  }

  /** What is wrong with a new password, in words; empty when it will do. */
  Optional<String> objection(String password) {
    if (password.length() < MIN_LENGTH || password.length() > MAX_LENGTH) {
      return Optional.of("must be 8 to 128 characters");
    }
    String measured = password.substring(0, Math.min(password.length(), MEASURED_LENGTH));
    if (strength.measure(measured, KNOWN).getScore() == 0) {
      return Optional.of(
          "is among the first that an attacker would try; use a few unrelated words or a password"
              + " manager");
    }
    return Optional.empty();
  }

  String hash(String password) {
    return inTurn(() -> BcryptUtil.bcryptHash(prepared(password), cost));
  }

  boolean matches(String password, String hash) {
    return inTurn(() -> BcryptUtil.matches(prepared(password), hash));
  }

  /** Takes as long as {@link #matches}, for when there is nobody to compare with. */
  void compareWithNobody(String password) {
    inTurn(() -> BcryptUtil.matches(prepared(password), nobodys));
  }

  /** Whether the hash was made with another cost than today's. */
  boolean outdated(String hash) {
    String[] parts = hash.split("\\$", 4);
    return parts.length < 4 || Integer.parseInt(parts[2]) != cost;
  }

  private <T> T inTurn(Supplier<T> work) {
    try {
      if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw Errors.unavailable("Too many sign-ins at once; try again.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Errors.unavailable("The server is shutting down; try again.");
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  /** bcrypt reads 72 bytes and stops at NUL; the digest in base64 has 44 and no NUL. */
  private static String prepared(String password) {
    return Base64.getEncoder().encodeToString(Hashes.sha256(password));
  }
}
