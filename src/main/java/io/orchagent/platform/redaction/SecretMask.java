package io.orchagent.platform.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hides the values of a run's secrets, in their usual spellings too. */
public final class SecretMask {
  /** What stands in place of a value. */
  public static final String PLACEHOLDER = "***";

  /** Hides nothing. */
  public static final SecretMask NONE = new SecretMask(List.of());

  private static final String CUT = "…";

  private final List<String> values;
  private boolean prepared;
  private @Nullable Automaton automaton;

  private SecretMask(List<String> values) {
    this.values = values;
  }

  /** Values of less than eight bytes are left alone. */
  public static SecretMask of(Collection<String> values) {
    List<String> sought = values.stream().filter(Spellings::isSought).toList();
    return sought.isEmpty() ? NONE : new SecretMask(sought);
  }

  /** Made when something has to be masked at last: many runs have nothing. Null hides nothing. */
  synchronized @Nullable Automaton automaton() {
    if (!prepared) {
      Collection<byte[]> patterns = Spellings.of(values);
      automaton = patterns.isEmpty() ? null : new Automaton(patterns);
      prepared = true;
    }
    return automaton;
  }

  /** A text of its own, such as a message; one that was cut may end in a value that was cut. */
  public String text(String text) {
    if (text.isEmpty() || automaton() == null) {
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
