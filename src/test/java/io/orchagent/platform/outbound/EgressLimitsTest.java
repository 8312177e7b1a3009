package io.orchagent.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a run may use of the proxy, and how connections end. */
class EgressLimitsTest extends EgressFixture {
  @Test
  void a_head_that_does_not_end_is_cut_off() throws IOException {
    try (var listener = open("friend.test")) {
      refused(
          "GET http://friend.test/ HTTP/1.1\r\nX: " + "x".repeat(SHORT_HEAD),
          431,
          "head_too_large");
    }
  }

  @Test
  void a_head_that_does_not_arrive_is_not_waited_for() throws IOException {
    proxy = proxy(2, 100_000, Duration.ofMillis(200));
    try (var listener = open("friend.test")) {
      assertThat(ask("GET http://friend.test/ HTTP/1.1\r\n")).isEmpty();
      assertThat(refusals("timed_out")).isEqualTo(1);
    }
  }

  @Test
  void a_run_has_so_many_connections_and_no_more() throws IOException {
    String friend = "friend.test:" + origin.port();
    try (var listener = open(friend);
        SocketChannel first = tunnel(friend);
        SocketChannel second = tunnel(friend)) {
      assertThat(ask(get(friend))).startsWith("HTTP/1.1 429 ").contains("too_many_connections");
      first.close();
      second.close();
      await().until(() -> ask(get(friend)).startsWith("HTTP/1.1 200 OK"));
    }
  }

  @Test
  void a_run_carries_so_many_bytes_and_no_more() throws IOException {
    String friend = "friend.test:" + origin.port();
    try (var listener = open(friend)) {
      String large =
          "POST http://"
              + friend
              + "/ HTTP/1.1\r\nHost: "
              + friend
              + "\r\nContent-Length: 200000\r\n\r\n";
      ask(large + "x".repeat(200_000));
      await().until(() -> refusals("too_many_bytes") == 1);
      assertThat(ask(get(friend))).startsWith("HTTP/1.1 429 ").contains("too_many_bytes");
    }
  }

  @Test
  void closing_ends_every_connection_and_removes_the_socket() throws IOException {
    String friend = "friend.test:" + origin.port();
    EgressListener listener = open(friend);
    try (SocketChannel tunnel = tunnel(friend)) {
      listener.close();
      assertThat(readAll(tunnel)).isEmpty();
    }
    assertThat(Files.exists(folder.resolve("proxy"))).isFalse();
  }

  @Test
  void what_can_not_be_reached_is_told_as_such() throws IOException {
    int closed;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = server.getLocalPort();
    }
    try (var listener = open("friend.test:" + closed, "nobody.test")) {
      refused(get("friend.test:" + closed), 502, "unreachable");
      refused(get("nobody.test"), 502, "unknown_host");
    }
  }
}
