package io.orchagent.services.ingress;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Whether who answers speaks WebSocket, or has merely sent a 101 (RFC 6455, 4.2.2). */
final class WebSocketKey {
  private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private WebSocketKey() {}

  static boolean accepts(MultiMap request, HttpHeaders answer) {
    String key = request.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    String told = answer.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    String protocol = answer.get(HttpHeaderNames.UPGRADE);
    return key != null
        && told != null
        && protocol != null
        && protocol.strip().equalsIgnoreCase("websocket")
        && told.strip().equals(accept(key.strip()));
  }

  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
