package io.orchagent.calls;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives each uploaded file a harmless name of its own; the one it came with is data. */
final class UploadName {
  private static final int MAX_LENGTH = 100;
  private static final int MAX_EXTENSION = 16;

  private final Set<String> given = new HashSet<>();

  String next(@Nullable String original) {
    String clean = clean(original == null ? "" : original);
    String name = clean;
    for (int n = 2; !given.add(name.toLowerCase(Locale.ROOT)); n++) {
      name = numbered(clean, n);
    }
    return name;
  }

  /** The last segment, of letters, digits, dot, dash and underscore, not hidden. */
  private static String clean(String original) {
    String last =
        original.substring(Math.max(original.lastIndexOf('/'), original.lastIndexOf('\\')) + 1);
    String safe = last.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^[.-]+", "");
    if (safe.isEmpty()) {
      return "file";
    }
    if (safe.getBytes(StandardCharsets.UTF_8).length <= MAX_LENGTH) {
      return safe;
    }
    String extension = extension(safe);
    return safe.substring(0, MAX_LENGTH - extension.length()) + extension;
  }

  private static String numbered(String name, int n) {
    String extension = extension(name);
    return name.substring(0, name.length() - extension.length()) + "-" + n + extension;
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && name.length() - dot <= MAX_EXTENSION ? name.substring(dot) : "";
  }
}
