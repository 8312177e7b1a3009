package io.orchagent.agents;

import java.nio.charset.StandardCharsets;

/** Names that mean the same file inside the folder a bundle is unpacked to, for every reader. */
public final class ZipNames {
  static final int MAX_BYTES = 1_024;
  private static final int MAX_SEGMENT_BYTES = 255;
  private static final int MAX_DEPTH = 64;

  private ZipNames() {}

  /** Refuses what leaves the folder or can't be a file name. */
  static void check(String name) {
    if (name.isEmpty()) {
      throw ZipDirectory.refused("has an entry without a name");
    }
    if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
      throw ZipDirectory.refused("has a name with control characters: " + shown(name));
    }
    if (name.startsWith("/") || startsWithDrive(name)) {
      throw ZipDirectory.refused("has an absolute path: " + shown(name));
    }
    if (name.indexOf('\\') >= 0) {
      throw ZipDirectory.refused("has a name with a backslash: " + shown(name));
    }
    String[] segments = name.split("/", -1);
    if (segments.length > MAX_DEPTH) {
      throw ZipDirectory.refused("has folders nested deeper than 64");
    }
    for (String segment : segments) {
      if (segment.equals("..")) {
        throw ZipDirectory.refused("has a path that leaves the bundle: " + shown(name));
      }
      if (segment.isEmpty() || segment.equals(".")) {
        throw ZipDirectory.refused("has a path with an empty part or a dot: " + shown(name));
      }
      if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
        throw ZipDirectory.refused("has a file name longer than 255 bytes");
      }
    }
  }

  private static boolean startsWithDrive(String name) {
    return name.length() >= 2 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0));
  }

  /** A name of the caller's own, as an entry has to be written; false when it can't be one. */
  public static boolean isPlain(String name) {
    try {
      check(name);
      return name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    } catch (io.orchagent.platform.errors.ApiException e) {
      return false;
    }
  }

  /** For messages: short, and without what could upset a terminal. */
  static String shown(String name) {
    String shortened = name.length() <= 80 ? name : name.substring(0, 80) + "…";
    return shortened.replaceAll("\\p{Cntrl}", "?");
  }
}
