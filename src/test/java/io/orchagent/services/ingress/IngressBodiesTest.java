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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How much passes the ingress, and how much it holds. */
@QuarkusTest
class IngressBodiesTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final KnownTargets targets;

  IngressBodiesTest(KnownTargets targets) {
    this.targets = targets;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void a_large_body_passes_and_a_too_large_one_does_not() throws Exception {
    AtomicLong read = new AtomicLong();
    try (RawService service =
        RawService.start(
            (asked, in, out) -> {
              byte[] piece = new byte[65_536];
              long left = Long.parseLong(asked.header("Content-Length"));
              while (left > 0) {
                int got = in.read(piece);
                left -= got;
                read.addAndGet(got);
              }
              out.write(bytes(OK));
            })) {
      targets.put("acme", "web", service);
      long size = 70L << 20;
      String head = "POST /s/acme/web/ HTTP/1.1\r\nHost: services.test\r\nContent-Length: ";
      try (RawConnection connection = RawConnection.open()) {
        connection.send(head + size + "\r\n\r\n");
        byte[] piece = new byte[1 << 20];
        for (int i = 0; i < 70; i++) {
          connection.send(piece);
        }
        assertThat(connection.answer().status()).isEqualTo(200);
        assertThat(read.get()).isEqualTo(size);
      }
      try (RawConnection connection = RawConnection.open()) {
        connection.send(head + ((80L << 20) + 1) + "\r\n\r\n");
        Answer answer = connection.answer();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("DOCUMENT_TOO_LARGE");
        assertThat(connection.isEnded()).isTrue();
      }
      assertThat(service.asked()).hasSize(1);
    }
  }

  @Test
  void a_body_without_a_length_is_counted() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (RawService service =
        RawService.start(
            (asked, in, out) -> {
              in.transferTo(java.io.OutputStream.nullOutputStream());
              ended.countDown();
            })) {
      targets.put("acme", "web", service);
      try (RawConnection connection = RawConnection.open()) {
        connection.send(
            "POST /s/acme/web/ HTTP/1.1\r\n"
                + "Host: services.test\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n");
        byte[] piece = new byte[1 << 20];
        for (int i = 0; i <= 80; i++) {
          connection.send("100000\r\n").send(piece).send("\r\n");
        }
        assertThat(connection.answer().status()).isEqualTo(413);
      }
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void nothing_is_held_for_who_does_not_read() throws Exception {
    AtomicLong written = new AtomicLong();
    CountDownLatch stuck = new CountDownLatch(1);
    try (RawService service =
            RawService.start(
                (asked, in, out) -> {
                  out.write(bytes("HTTP/1.1 200 OK\r\n\r\n"));
                  byte[] piece = new byte[65_536];
                  try {
                    for (int i = 0; i < 4_096; i++) {
                      out.write(piece);
                      written.addAndGet(piece.length);
                    }
                  } finally {
                    stuck.countDown();
                  }
                });
        RawConnection connection = RawConnection.open()) {
      targets.put("acme", "web", service);
      connection.send("GET /s/acme/web/ HTTP/1.1\r\nHost: services.test\r\n\r\n");
      assertThat(connection.head().status()).isEqualTo(200);
      // Nobody reads on: after the idle time the service is let go, having got rid of little
      assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(written.get()).isLessThan(16L << 20);
    }
  }

  @Test
  void nothing_is_held_for_a_service_that_does_not_read() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicLong sent = new AtomicLong();
    try (RawService service =
            RawService.start(
                (asked, in, out) -> {
                  try {
                    end.await(30, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        RawConnection connection = RawConnection.open()) {
      targets.put("acme", "web", service);
      connection.send(
          "POST /s/acme/web/ HTTP/1.1\r\nHost: services.test\r\nContent-Length: 73400320\r\n\r\n");
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    byte[] piece = new byte[65_536];
                    try {
                      for (int i = 0; i < 1_120; i++) {
                        connection.send(piece);
                        sent.addAndGet(piece.length);
                      }
                    } catch (IOException closed) {
                      // as it should be
                    }
                  });
      assertThat(connection.answer().status()).isEqualTo(504);
      end.countDown();
      assertThat(sent.get()).isLessThan(32L << 20);
      assertThat(sender.join(java.time.Duration.ofSeconds(10))).isTrue();
    }
  }
}
