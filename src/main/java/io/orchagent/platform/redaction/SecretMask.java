package io.orchagent.platform.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Hides the values of a run's secrets, in their usual spellings too. */
public final class SecretMask {
  /** What stands in place of a value. */
  public static final String PLACEHOLDER = "***";

  /** Hides nothing. */
  public static final SecretMask NONE = new SecretMask(null);

  private static final String CUT = "…";

  private final @Nullable Automaton automaton;

  private SecretMask(@Nullable Automaton automaton) {
    this.automaton = automaton;
  }

  /** Values of less than eight bytes are left alone. */
  public static SecretMask of(Collection<String> values) {
    Collection<byte[]> patterns = Spellings.of(values);
    return patterns.isEmpty() ? NONE : new SecretMask(new Automaton(patterns));
  }

  @Nullable Automaton automaton() {
    return automaton;
  }

  /** A text of its own, such as a message; one that was cut may end in a value that was cut. */
  public String text(String text) {
    if (automaton == null || text.isEmpty()) {
      return text;
    }
    boolean cut = text.endsWith(CUT);
    byte[] bytes =
        (cut ? text.substring(0, text.length() - CUT.length()) : text)
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream masked = new ByteArrayOutputStream(bytes.length);
    StreamMask stream = new StreamMask(this, masked::write);
    stream.write(bytes, 0, bytes.length);
    stream.end();
    if (!stream.found()) {
      return text;
    }
    return masked.toString(StandardCharsets.UTF_8) + (cut ? CUT : "");
  }

  /** Never what it hides. */
  @Override
  public String toString() {
    return "SecretMask";
  }
}
