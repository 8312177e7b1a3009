package io.orchagent.services.ingress;

import io.orchagent.platform.errors.Errors;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a target may look like. It goes on as it came, so whatever a server behind might read as a
 * way upwards is refused, in any spelling; nothing is tidied up.
 */
final class PathSpelling {
  /** Servers that decode more than once are not unheard of. */
  private static final int ROUNDS = 3;

  private PathSpelling() {}

  /**
   * @param uri path and query, as they stood in the request's first line
   * @throws io.orchagent.platform.errors.ApiException INVALID_INPUT, when it may not go on
   */
  static void check(String uri) {
    if (!uri.startsWith("/")) {
      throw Errors.invalid("Send the path alone in the request's first line, starting with a /.");
    }
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c <= ' ' || c >= 127 || c == '\\' || c == '#') {
        throw Errors.invalid(
            "The path holds a character that has to be percent-encoded; encode it and try again.");
      }
    }
    String path = path(uri);
    for (int round = 0; round < ROUNDS; round++) {
      if (climbs(path)) {
        throw Errors.invalid(
            "Segments . and .. are not taken, however encoded; send the path they lead to.");
      }
      Optional<String> decoded = decode(path);
      if (decoded.isEmpty()) {
        if (round == 0) {
          throw Errors.invalid("The path holds a % that encodes nothing; write it as %25.");
        }
        return;
      }
      if (decoded.get().chars().anyMatch(c -> c < ' ' || c == 127)) {
        throw Errors.invalid("The path holds an encoded control character; leave it out.");
      }
      path = decoded.get();
    }
    if (climbs(path)) {
      throw Errors.invalid("The path is encoded too often; encode it once.");
    }
  }

  static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private static boolean climbs(String path) {
    int start = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/' || path.charAt(i) == '\\') {
        if (isDots(path, start, i)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  /** Also {@code ..;x}, which some servers read as {@code ..}. */
  private static boolean isDots(String path, int start, int end) {
    int semicolon = path.indexOf(';', start);
    int length = (semicolon >= 0 && semicolon < end ? semicolon : end) - start;
    return (length == 1 || length == 2) && path.startsWith("..".substring(0, length), start);
  }

  /** Bytes as characters: only ASCII matters here. Empty when a percent sign encodes nothing. */
  private static Optional<String> decode(String path) {
    byte[] raw = path.getBytes(StandardCharsets.ISO_8859_1);
    StringBuilder decoded = new StringBuilder(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        decoded.append((char) (raw[i] & 0xff));
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      decoded.append((char) (high * 16 + low));
      i += 2;
    }
    return Optional.of(decoded.toString());
  }
}
