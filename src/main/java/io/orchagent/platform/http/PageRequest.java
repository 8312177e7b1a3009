package io.orchagent.platform.http;

/**
 * Which part of a list is wanted.
 *
 * @param limit 1..200
 * @param offset how many to leave out, from 0
 */
public record PageRequest(int limit, int offset) {
  public static final int DEFAULT_LIMIT = 50;
  public static final int MAX_LIMIT = 200;
}
