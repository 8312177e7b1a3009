package io.orchagent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The Redis of the tests, from outside of the application: also of one in another process. */
public final class TestRedis {
  private TestRedis() {}

  /** Everything that it knew is gone. */
  public static void flush() {
    URI address = URI.create(EmbeddedServers.configuration().get("quarkus.redis.hosts"));
    String[] user = String.valueOf(address.getUserInfo()).split(":", 2);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String login = user.length == 2 ? "AUTH " + user[1] + "\r\n" : "";
      socket
          .getOutputStream()
          .write((login + "FLUSHALL\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
      String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (said.contains("-")) {
        throw new IllegalStateException("Redis was not flushed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
