package io.orchagent.identity;

import com.nulabinc.zxcvbn.Pattern;
import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import com.nulabinc.zxcvbn.matchers.Match;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Tokens;
import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Rules, hashing and comparing of passwords. */
@Singleton
public class Passwords {
  static final int MIN_LENGTH = 8;
  static final int MAX_LENGTH = 128;
  static final String LENGTH_RULE = "must be 8 to 128 characters";

  /** zxcvbn takes time that grows faster than the password; the start tells enough. */
  private static final int MEASURED_LENGTH = 48;

  /** Words that anybody would try here. */
  private static final List<String> KNOWN = List.of("orchagent");

  /** Of zxcvbn's lists those whose every entry is refused, however far down it stands. */
  private static final Set<String> LISTS = Set.of("passwords", "user_inputs");

  /** How long a sign-in waits for its turn when many come at once. */
  private static final int PATIENCE_SECONDS = 10;

  private final int cost;
  private final String nobodys;
  private final Zxcvbn strength = new Zxcvbn();
  private final Set<String> common;
  private final Counter hashed;

  /** Hashing is all processor: as many at a time as there are processors, so others get on. */
  private final Semaphore turns =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

  Passwords(IdentityConfig config, MeterRegistry metrics) {
    this.hashed = metrics.counter("orchagent.passwords.hashed");
    this.cost = config.passwordCost();
    this.common = common();
    this.nobodys = BcryptUtil.bcryptHash(prepared(Tokens.random("")), cost);
  }

  private static Set<String> common() {
    try {
      return Set.copyOf(
          StandardDictionaries.PASSWORDS_LOADER.load().getRankedDictionary().keySet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What is wrong with a new password, in words; empty when it will do.
   *
   * @param context what everybody knows of its owner, such as the email address
   */
  Optional<String> objection(String password, List<String> context) {
    if (!isText(password)) {
      return Optional.of("must be text without control characters");
    }
    if (!hasLength(password)) {
      return Optional.of(LENGTH_RULE);
    }
    String normal = normal(password);
    String measured = normal.substring(0, Math.min(normal.length(), MEASURED_LENGTH));
    List<String> known = new ArrayList<>(KNOWN);
    context.forEach(text -> known.add(text.substring(0, Math.min(text.length(), MAX_LENGTH))));
    Strength found = strength.measure(measured, known);
    return found.getScore() == 0 || isCommon(normal) || (measured.equals(normal) && isListed(found))
        ? Optional.of(
            "is among the first that an attacker would try; use a few unrelated words or a password"
                + " manager")
        : Optional.empty();
  }

  /** What an email address tells of its owner: itself, and what stands before the sign. */
  static List<String> known(String email) {
    return List.of(email, email.substring(0, Math.max(email.indexOf('@'), 0)));
  }

  /** As {@link #objection}, where the request's own rules could not know the person. */
  void require(String field, String password, List<String> context) {
    objection(password, context)
        .ifPresent(
            text -> {
              throw Errors.invalidField(field, text);
            });
  }

  /** Characters are code points, as people count them. */
  static boolean hasLength(String password) {
    return isShortEnough(password)
        && normal(password).codePoints().limit(MIN_LENGTH).count() == MIN_LENGTH;
  }

  private static boolean isShortEnough(String password) {
    return password.length() <= 2 * MAX_LENGTH
        && password.codePointCount(0, password.length()) <= MAX_LENGTH;
  }

  /** Half a character would be read as another one's half by some, and as a question mark here. */
  private static boolean isText(String password) {
    return password
        .codePoints()
        .limit(2L * MAX_LENGTH)
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  /** On the list of common ones: zxcvbn alone may see a name and a number in it. */
  private boolean isCommon(String password) {
    String small = password.toLowerCase(Locale.ROOT);
    return common.contains(small)
        || common.contains(new StringBuilder(small).reverse().toString())
        || common.contains(spelled(small, "@$!0", "asio"))
        || common.contains(spelled(small, "@$!04357", "asioaest"));
  }

  /** With letters in the place of what is often written for them. */
  private static String spelled(String password, String signs, String letters) {
    StringBuilder spelled = new StringBuilder(password);
    for (int i = 0; i < spelled.length(); i++) {
      int sign = signs.indexOf(spelled.charAt(i));
      if (sign >= 0) {
        spelled.setCharAt(i, letters.charAt(sign));
      }
    }
    return spelled.toString();
  }

  /**
   * All of it is one entry of a list, perhaps with other letters: of common passwords, or of what
   * is known of its owner.
   */
  private static boolean isListed(Strength found) {
    List<Match> parts = found.getSequence();
    return parts.size() == 1
        && parts.getFirst().pattern == Pattern.Dictionary
        && LISTS.contains(parts.getFirst().dictionaryName);
  }

  /** Keyboards differ in how they spell one character; all spellings are one password. */
  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC);
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
    hashed.increment();
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  /**
   * bcrypt reads 72 bytes and stops at NUL; the digest in base64 has 44 and no NUL. What is too
   * long to be anybody's password is not even digested, but compared as long as any other.
   */
  private static String prepared(String password) {
    String normal = isShortEnough(password) ? normal(password) : "";
    return Base64.getEncoder().encodeToString(Hashes.sha256(normal));
  }
}
