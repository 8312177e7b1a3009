package io.orchagent.platform.outbound;

import io.orchagent.platform.crypto.Hmac;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Sends what the server has to tell, signed: {@code X-Orchagent-Signature} is {@code t=} the time
 * in seconds, {@code v1=} HMAC-SHA256 in hex over the time, a dot and the body.
 */
@Singleton
public class SignedPosts {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PublicPosts posts;
  private final Clock clock;

  public SignedPosts(PublicPosts posts, Clock clock) {
    this.posts = posts;
    this.clock = clock;
  }

  /**
   * Sends one now.
   *
   * @param delivery the same whenever it is sent again
   * @return empty when it arrived, else why it did not, without any of what was answered
   */
  public String post(UUID delivery, String url, String json, byte[] key) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    long now = clock.instant().getEpochSecond();
    byte[] signature = Hmac.of(key).sign((now + ".").getBytes(StandardCharsets.US_ASCII), body);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "orchagent");
    headers.put("X-Orchagent-Delivery", delivery.toString());
    headers.put("X-Orchagent-Signature", "t=" + now + ",v1=" + HexFormat.of().formatHex(signature));
    try {
      int status = posts.post(URI.create(url), headers, body, PATIENCE);
      return status / 100 == 2 ? "" : "it was answered with " + status;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "this server stops";
    }
  }
}
