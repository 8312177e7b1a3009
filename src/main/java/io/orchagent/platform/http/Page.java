package io.orchagent.platform.http;

import java.util.List;

/**
 * A part of a list. On the wire the items are {@code data}, the numbers are in {@code metadata}.
 *
 * @param total how many there are in all
 */
public record Page<T>(List<T> items, long total, int limit, int offset) {
  public static <T> Page<T> of(List<T> items, long total, PageRequest request) {
    return new Page<>(items, total, request.limit(), request.offset());
  }

  /** A list that is always returned whole. */
  public static <T> Page<T> whole(List<T> items) {
    return new Page<>(items, items.size(), Math.max(items.size(), 1), 0);
  }
}
