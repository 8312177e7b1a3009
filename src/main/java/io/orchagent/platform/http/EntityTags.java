package io.orchagent.platform.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a client says that it has already. */
public final class EntityTags {
  private EntityTags() {}

  /**
   * Whether a client that sends this has what the tag names. Weakly compared, as for reading.
   *
   * @param known the value of If-None-Match
   * @param tag in its quotes, with or without W/
   */
  public static boolean has(@Nullable String known, String tag) {
    return known != null
        && Arrays.stream(known.split(","))
            .map(String::strip)
            .anyMatch(one -> one.equals("*") || strong(one).equals(strong(tag)));
  }

  private static String strong(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
