package io.orchagent.services.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.services.runtime.Endpoint;
import io.orchagent.services.runtime.ServiceTargets.Target;
import io.orchagent.testing.RawConnection;
import io.orchagent.testing.RawConnection.Answer;
import io.orchagent.testing.RawService;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IngressTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String SHARED = "GET /s/acme/web/x HTTP/1.1\nHost: services.test\n";
  private static final String OWN = "GET /x HTTP/1.1\nHost: web--acme.services.test:8080\n";

  private final KnownTargets targets;

  IngressTest(KnownTargets targets) {
    this.targets = targets;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void pieces_arrive_as_they_are_made() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (RawService service =
            RawService.start(
                (asked, in, out) -> {
                  out.write(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
                  await(first);
                  out.write(bytes("2\r\nab\r\n"));
                  await(second);
                  out.write(bytes("2\r\ncd\r\n0\r\n\r\n"));
                });
        RawConnection connection = RawConnection.open()) {
      targets.put("acme", "web", service);
      connection.send("GET /s/acme/web/ HTTP/1.1\r\nHost: services.test\r\n\r\n");
      assertThat(connection.head().status()).isEqualTo(200);
      first.countDown();
      assertThat(RawService.line(connection.in())).isEqualTo("2");
      assertThat(RawService.line(connection.in())).isEqualTo("ab");
      second.countDown();
      assertThat(new String(RawService.chunks(connection.in()))).isEqualTo("cd");
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void an_answer_that_breaks_off_is_not_whole() throws IOException {
    for (String part :
        List.of(
            "Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) {
      try (RawService service = RawService.saying("HTTP/1.1 200 OK\r\n" + part);
          RawConnection connection = RawConnection.open()) {
        targets.put("acme", "web", service);
        connection.send("GET /s/acme/web/ HTTP/1.1\r\nHost: services.test\r\n\r\n");
        assertThat(connection.head().status()).isEqualTo(200);
        byte[] rest = new byte[0];
        try {
          rest = connection.in().readAllBytes();
        } catch (java.net.SocketException reset) {
          // as good an end as another
        }
        assertThat(new String(rest)).doesNotContain("0\r\n\r\n").doesNotContain("HTTP/1.1");
      }
    }
  }

  @Test
  void who_answers_nothing_that_is_http_is_told_of() throws IOException {
    for (String junk : List.of("", "hello\r\n\r\n", "HTTP/1.1 999 No\r\n\r\n", "SSH-2.0-x\r\n")) {
      try (RawService service = RawService.saying(junk)) {
        targets.put("acme", "web", service);
        Answer answer = RawConnection.ask(SHARED + "\n");
        assertThat(answer.status()).as(junk).isEqualTo(502);
        assertThat(answer.body()).contains("SERVICE_ERROR");
      }
    }
  }

  @Test
  void who_does_not_answer_in_time_is_told_of() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (RawService service = RawService.start((asked, in, out) -> await(end))) {
      targets.put("acme", "web", service);
      Answer answer = RawConnection.ask(SHARED + "\n");
      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.body()).contains("\"TIMEOUT\"");
      end.countDown();
    }
  }

  @Test
  void an_instance_that_is_gone_is_passed_over() throws IOException {
    try (RawService service = RawService.saying(OK)) {
      Endpoint gone = new Endpoint.UnixSocket(Path.of("/nowhere/s"));
      Endpoint closed = new Endpoint.Address("127.0.0.1", 1);
      Endpoint there = new Endpoint.UnixSocket(service.path());
      put(false, false, List.of(gone, closed, there));
      for (int i = 0; i < 6; i++) {
        assertThat(RawConnection.ask(SHARED + "\n").status()).isEqualTo(200);
      }
      put(false, false, List.of(gone, closed));
      Answer none = RawConnection.ask(SHARED + "\n");
      assertThat(none.status()).isEqualTo(503);
      assertThat(none.header("Retry-After")).isEqualTo("5");
    }
  }

  private Target put(boolean requireKey, boolean paused, List<Endpoint> ready) {
    Target target = new Target(UUID.randomUUID(), UUID.randomUUID(), requireKey, paused, ready);
    targets.put("acme", "web", target);
    return target;
  }

  @Test
  void what_is_paused_or_not_up_says_so() throws IOException {
    put(false, true, List.of());
    assertThat(RawConnection.ask(SHARED + "\n").body()).contains("paused");
    assertThat(RawConnection.ask(SHARED.replace("/x", "/health") + "\n").status()).isEqualTo(503);
    put(false, false, List.of());
    assertThat(RawConnection.ask(SHARED + "\n").body()).contains("No instance");
    assertThat(RawConnection.ask(SHARED.replace("web", "absent") + "\n").status()).isEqualTo(404);
    put(false, false, List.of(new Endpoint.UnixSocket(Path.of("/nowhere/s"))));
    Answer health = RawConnection.ask(SHARED.replace("/x", "/health") + "\n");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void a_key_is_asked_for_where_the_service_wants_one() throws IOException {
    TestWorkspace owner = TestWorkspace.create();
    TestWorkspace stranger = TestWorkspace.create();
    try (RawService service = RawService.saying(OK)) {
      targets.put(
          "acme",
          "web",
          new Target(
              UUID.randomUUID(),
              UUID.fromString(owner.workspaceId),
              true,
              false,
              List.of(new Endpoint.UnixSocket(service.path()))));
      for (String request : List.of(SHARED, OWN)) {
        Answer none = RawConnection.ask(request + "\n");
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
        String bearer = "Authorization: Bearer ";
        assertThat(RawConnection.ask(request + bearer + "sk_live_no\n\n").status()).isEqualTo(401);
        assertThat(RawConnection.ask(request + bearer + stranger.apiKey + "\n\n").status())
            .isEqualTo(404);
        assertThat(RawConnection.ask(request + bearer + owner.apiKey + "\n\n").status())
            .isEqualTo(200);
      }
      assertThat(service.asked()).hasSize(2);
      assertThat(service.asked().toString()).doesNotContain(owner.apiKey);
    }
  }

  @Test
  void more_at_once_than_a_service_may_have_is_refused_and_its_places_come_back() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(8);
    try (RawService service =
        RawService.start(
            (asked, in, out) -> {
              out.write(bytes("HTTP/1.1 200 OK\r\n\r\n"));
              inside.countDown();
              await(end);
            })) {
      targets.put("acme", "web", service);
      List<RawConnection> open = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RawConnection one = RawConnection.open();
        open.add(one.send((SHARED + "\n").replace("\n", "\r\n")));
      }
      await(inside);
      Answer refused = RawConnection.ask(SHARED + "\n");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("8 requests");
      end.countDown();
      for (RawConnection one : open) {
        assertThat(one.answer().status()).isEqualTo(200);
        one.close();
      }
      assertThat(RawConnection.ask(SHARED + "\n").status()).isEqualTo(200);
    }
  }

  @Test
  void a_slash_is_added_and_old_clients_and_heads_are_answered() throws IOException {
    Answer moved = RawConnection.ask("GET /s/acme/web?a=b HTTP/1.1\nHost: services.test\n\n");
    assertThat(moved.status()).isEqualTo(308);
    assertThat(moved.header("Location")).isEqualTo("/s/acme/web/?a=b");
    try (RawService service =
        RawService.saying("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: \"a\"\r\n\r\n")) {
      targets.put("acme", "web", service);
      Answer head = RawConnection.ask(SHARED.replace("GET", "HEAD") + "\n");
      assertThat(head.header("Content-Length")).isEqualTo("9");
      assertThat(head.header("ETag")).isEqualTo("\"a\"");
    }
    try (RawService service = RawService.saying("HTTP/1.0 200 OK\r\n\r\nold")) {
      targets.put("acme", "web", service);
      Answer old = RawConnection.ask("GET /s/acme/web/ HTTP/1.0\nHost: services.test\n\n");
      assertThat(old.body()).isEqualTo("old");
      assertThat(old.header("Transfer-Encoding")).isEmpty();
      assertThat(RawConnection.ask(SHARED + "\n").body()).isEqualTo("old");
    }
    try (RawService service = RawService.saying("HTTP/1.1 204 No Content\r\n\r\n")) {
      targets.put("acme", "web", service);
      assertThat(RawConnection.ask(SHARED + "\n").status()).isEqualTo(204);
    }
  }

  @Test
  void who_asks_first_whether_to_send_is_told_to() throws IOException {
    try (RawService service =
            RawService.start(
                (asked, in, out) -> {
                  in.readNBytes(3);
                  out.write(bytes("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK));
                });
        RawConnection connection = RawConnection.open()) {
      targets.put("acme", "web", service);
      connection.send(
          "POST /s/acme/web/ HTTP/1.1\r\nHost: services.test\r\nExpect: 100-continue\r\n"
              + "Content-Length: 3\r\n\r\n");
      assertThat(connection.head().status()).isEqualTo(100);
      assertThat(connection.send("abc").answer().status()).isEqualTo(200);
      assertThat(service.asked().getFirst().header("Expect")).isEmpty();
    }
  }

  @Test
  void a_service_may_answer_before_it_has_read_everything() throws IOException {
    try (RawService service = RawService.saying("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno");
        RawConnection connection = RawConnection.open()) {
      targets.put("acme", "web", service);
      connection.send(
          "POST /s/acme/web/ HTTP/1.1\r\nHost: services.test\r\nContent-Length: 9000000\r\n\r\n");
      try {
        byte[] piece = new byte[100_000];
        Arrays.fill(piece, (byte) 'x');
        for (int i = 0; i < 5; i++) {
          connection.send(piece);
        }
      } catch (IOException closed) {
        // as it may be
      }
      assertThat(connection.answer().status()).isEqualTo(401);
      assertThat(connection.isEnded()).isTrue();
    }
  }

  @Test
  void a_client_that_goes_away_is_gone_for_the_service_too() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    try (RawService service =
        RawService.start(
            (asked, in, out) -> {
              inside.countDown();
              if (in.read() < 0) {
                gone.countDown();
              }
            })) {
      targets.put("acme", "web", service);
      try (RawConnection connection = RawConnection.open()) {
        connection.send((SHARED + "\n").replace("\n", "\r\n"));
        await(inside);
      }
      assertThat(gone.await(2, TimeUnit.SECONDS)).isTrue();
    }
  }
}
