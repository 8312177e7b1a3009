package io.orchagent.services.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.RawConnection;
import io.orchagent.testing.RawConnection.Answer;
import io.orchagent.testing.RawService;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WebSocketTest {
  private static final String REQUEST =
      "GET /s/acme/web/live HTTP/1.1\r\nHost: services.test\r\nConnection: keep-alive, Upgrade\r\n"
          + "Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: https://a.example\r\n\r\n";

  /** The key and its answer are those of RFC 6455. */
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final KnownTargets targets;

  WebSocketTest(KnownTargets targets) {
    this.targets = targets;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void bytes_go_both_ways_until_one_side_ends() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (RawService service =
        RawService.start(
            (asked, in, out) -> {
              out.write(bytes(SWITCH + "hello"));
              for (int c = in.read(); c >= 0; c = in.read()) {
                out.write(Character.toUpperCase(c));
              }
              gone.countDown();
            })) {
      targets.put("acme", "web", service);
      // More of them than there are places: each gives its own back
      for (int i = 0; i < 10; i++) {
        try (RawConnection connection = RawConnection.open()) {
          Answer answer = connection.send(REQUEST).head();
          assertThat(answer.status()).isEqualTo(101);
          assertThat(answer.header("Sec-WebSocket-Accept"))
              .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
          assertThat(connection.in().readNBytes(5)).isEqualTo(bytes("hello"));
          connection.send("GET / HTTP/1.1\r\n\r\nabc");
          assertThat(connection.in().readNBytes(21)).isEqualTo(bytes("GET / HTTP/1.1\r\n\r\nABC"));
        }
        assertThat(gone.await(5, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(service.asked().getFirst().header("Upgrade")).isEqualTo("websocket");
      assertThat(service.asked().getFirst().header("Connection")).isEqualToIgnoringCase("upgrade");
      assertThat(service.asked().getFirst().header("Origin")).isEqualTo("https://a.example");
    }
  }

  @Test
  void the_services_end_is_the_clients_too() throws IOException {
    try (RawService service = RawService.saying(SWITCH + "bye");
        RawConnection connection = RawConnection.open()) {
      targets.put("acme", "web", service);
      assertThat(connection.send(REQUEST).head().status()).isEqualTo(101);
      assertThat(connection.in().readNBytes(3)).isEqualTo(bytes("bye"));
      assertThat(connection.isEnded()).isTrue();
    }
  }

  @Test
  void one_that_is_silent_ends() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (RawService service =
            RawService.start(
                (asked, in, out) -> {
                  out.write(bytes(SWITCH));
                  in.read();
                  gone.countDown();
                });
        RawConnection connection = RawConnection.open()) {
      targets.put("acme", "web", service);
      assertThat(connection.send(REQUEST).head().status()).isEqualTo(101);
      assertThat(connection.isEnded()).isTrue();
      assertThat(gone.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void who_switches_without_the_handshake_is_not_let_through() throws IOException {
    for (String answer :
        java.util.List.of(SWITCH.replace("s3pP", "xxxx"), SWITCH.replace("websocket", "h2c"))) {
      try (RawService service = RawService.saying(answer + "smuggled");
          RawConnection connection = RawConnection.open()) {
        targets.put("acme", "web", service);
        Answer refused = connection.send(REQUEST).answer();
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.body()).doesNotContain("smuggled");
      }
    }
    try (RawService service = RawService.saying(SWITCH + "smuggled")) {
      targets.put("acme", "web", service);
      assertThat(RawConnection.ask("GET /s/acme/web/ HTTP/1.1\nHost: services.test\n\n").status())
          .isEqualTo(502);
    }
  }

  @Test
  void a_refusal_is_an_answer_like_any_other() throws IOException {
    try (RawService service = RawService.saying("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
        RawConnection connection = RawConnection.open()) {
      targets.put("acme", "web", service);
      Answer answer = connection.send(REQUEST).answer();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).isEqualTo("no");
    }
  }
}
