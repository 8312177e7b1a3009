package io.orchagent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.orchagent.platform.crypto.Hmac;
import io.orchagent.platform.outbound.HostList;
import io.orchagent.platform.outbound.PublicPosts;
import io.orchagent.platform.outbound.SignedPosts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server of this machine that alerts are sent to, which only {@link #posts} may reach. What comes
 * first it does not take.
 */
public final class AlertReceiver implements AutoCloseable {
  private static final String HOST = "alerts.example.test";

  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  public AlertReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(
              new Received(exchange.getRequestHeaders().getFirst("X-Orchagent-Signature"), body));
          exchange.sendResponseHeaders(received.size() == 1 ? 500 : 200, -1);
          exchange.close();
        });
    server.start();
  }

  /** An alert. */
  public record Received(String signature, String body) {
    /** With this secret, at the time that it says. */
    public void assertSigned(String secret) {
      String time = signature.substring(2, signature.indexOf(','));
      byte[] expected =
          Hmac.of(secret.getBytes(StandardCharsets.UTF_8))
              .sign(
                  (time + ".").getBytes(StandardCharsets.UTF_8),
                  body.getBytes(StandardCharsets.UTF_8));
      assertThat(signature).isEqualTo("t=" + time + ",v1=" + HexFormat.of().formatHex(expected));
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://" + HOST + ":" + port() + "/alert";
  }

  public SignedPosts posts(Clock clock) {
    return new SignedPosts(
        new PublicPosts(
            host -> List.of(InetAddress.getLoopbackAddress()),
            HostList.of(List.of(HOST + ":" + port()))),
        clock);
  }

  /** What has come, the oldest first. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
