package io.orchagent.services.ingress;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.Errors;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a request begins and ends, in one reading only: whatever two servers could read in two ways
 * is refused.
 *
 * @param length of the body in bytes; 0 for none, -1 where only its end will tell
 * @param webSocket whether it asks for a WebSocket
 * @param waits whether the client waits for a word before it sends the body
 */
record Framing(long length, boolean webSocket, boolean waits) {
  static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  static final Set<String> USUALLY_WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE", "OPTIONS");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  boolean hasBody() {
    return length != 0;
  }

  /**
   * @param maxBody in bytes
   * @throws ApiException when it is ambiguous, too large, or of a kind that is not carried
   */
  static Framing of(HttpServerRequest request, long maxBody) {
    if (!METHODS.contains(request.method().name())) {
      throw Errors.methodNotAllowed();
    }
    MultiMap headers = request.headers();
    boolean old = request.version() == HttpVersion.HTTP_1_0;
    if (headers.getAll(HttpHeaderNames.HOST).size() > 1) {
      throw Errors.invalid("Send one Host header.");
    }
    long length = length(request);
    if (length > maxBody) {
      throw IngressErrors.tooLarge(maxBody);
    }
    boolean webSocket = isWebSocket(headers);
    if (webSocket && (old || length != 0 || !request.method().equals(HttpMethod.GET))) {
      throw Errors.invalid("A WebSocket is asked for by a GET of HTTP/1.1 without a body.");
    }
    if (webSocket && headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY).size() != 1) {
      throw Errors.invalid("A WebSocket is asked for with one Sec-WebSocket-Key.");
    }
    return new Framing(length, webSocket, waits(headers, old));
  }

  private static long length(HttpServerRequest request) {
    List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    List<String> lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (!encodings.isEmpty()) {
      if (request.version() != HttpVersion.HTTP_1_1
          || encodings.size() > 1
          || !lengths.isEmpty()
          || !encodings.getFirst().strip().equalsIgnoreCase("chunked")) {
        throw Errors.invalid(
            "Send the body with one Content-Length, or with Transfer-Encoding: chunked alone.");
      }
      return -1;
    }
    if (lengths.isEmpty()) {
      boolean none =
          request.version() != HttpVersion.HTTP_2
              || USUALLY_WITHOUT_BODY.contains(request.method().name());
      return none ? 0 : -1;
    }
    if (lengths.size() > 1 || !LENGTH.matcher(lengths.getFirst()).matches()) {
      throw Errors.invalid("Content-Length has to be one number of bytes.");
    }
    return Long.parseLong(lengths.getFirst());
  }

  private static boolean isWebSocket(MultiMap headers) {
    return tokens(headers, HttpHeaderNames.UPGRADE).contains("websocket")
        && tokens(headers, HttpHeaderNames.CONNECTION).contains("upgrade");
  }

  private static boolean waits(MultiMap headers, boolean old) {
    List<String> expected = headers.getAll(HttpHeaderNames.EXPECT);
    if (expected.isEmpty() || old) {
      return false;
    }
    if (expected.size() > 1
        || !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected.getFirst())) {
      throw Errors.invalidField("Expect", "only 100-continue is known");
    }
    return true;
  }

  /** The elements of a list that may stand in several headers, in lower case. */
  static Set<String> tokens(MultiMap headers, CharSequence name) {
    return headers.getAll(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(token -> token.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
