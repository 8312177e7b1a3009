package io.orchagent.services.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.RawConnection;
import io.orchagent.testing.RawConnection.Answer;
import io.orchagent.testing.RawService;
import io.orchagent.testing.RawService.Asked;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of which two servers could think differently, and paths that lead elsewhere. */
@QuarkusTest
class SmugglingTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HIDDEN =
      "GET /s/acme/other/hidden HTTP/1.1\nHost: services.test\nContent-Length: 0\n\n";

  private final KnownTargets targets;
  private RawService web;
  private RawService other;

  SmugglingTest(KnownTargets targets) {
    this.targets = targets;
  }

  @BeforeEach
  void start() throws IOException {
    web = RawService.saying(OK);
    other = RawService.saying(OK);
    targets.put("acme", "web", web);
    targets.put("acme", "other", other);
  }

  @AfterEach
  void stop() throws IOException {
    web.close();
    other.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n",
        "Transfer-Encoding: chunked\nContent-Length: 5\n\n0\n\n",
        "Transfer-Encoding: chunked\nContent-Length: 0\n\n0\n\n",
        "Content-Length: 0\nContent-Length: 80\n\n",
        "Content-Length: 0, 80\n\n",
        "Content-Length: +0\n\n",
        "Content-Length: -1\n\n",
        "Content-Length: 0x0\n\n",
        "Content-Length: \n\n",
        "Content-Length : 0\n\n",
        "Content-Length: 9999999999999999999999\n\n",
        "Transfer-Encoding: xchunked\n\n",
        "Transfer-Encoding: identity\n\n",
        "Transfer-Encoding: gzip, chunked\n\n0\n\n",
        "Transfer-Encoding: chunked\nTransfer-Encoding: identity\n\n0\n\n",
        "Transfer-Encoding: chunked, identity\n\n0\n\n",
        "Transfer-Encoding : chunked\n\n0\n\n",
        "Transfer-Encoding: \u000bchunked\n\n0\n\n",
        "Host: another\n\n",
        "Expect: 200-ok\nContent-Length: 0\n\n",
        "Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: a\nContent-Length: 5\n\nhello",
        "Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: a\n\n",
      })
  void of_an_ambiguous_request_nothing_arrives(String rest) throws IOException {
    String request = "POST /s/acme/web/ HTTP/1.1\nHost: services.test\n" + rest + HIDDEN;
    try (RawConnection connection = RawConnection.open()) {
      Answer answer = connection.send(request.replace("\n", "\r\n")).answer();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(connection.isEnded()).isTrue();
    }
    assertThat(web.asked()).isEmpty();
    assertThat(other.asked()).isEmpty();
  }

  @Test
  void folded_headers_are_one_line_for_everybody() throws IOException {
    String request =
        "POST /s/acme/web/ HTTP/1.1\n"
            + "Host: services.test\n"
            + "X-A: b\n"
            + " c\n"
            + "Transfer-Encoding:\n"
            + " chunked\n\n"
            + "3\n"
            + "abc\n"
            + "0\n\n";
    RawService reading = reading();
    targets.put("acme", "web", reading);
    Answer answer = RawConnection.ask(request);
    if (answer.status() == 200) {
      assertThat(reading.asked().getFirst().lines()).noneMatch(line -> line.startsWith(" "));
      assertThat(reading.asked().getFirst().header("X-A")).isEqualTo("b c");
      assertThat(answer.body()).isEqualTo("abc");
    } else {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(reading.asked()).isEmpty();
    }
  }

  /** Says back what it read of a body in chunks. */
  private static RawService reading() throws IOException {
    return RawService.start(
        (asked, in, out) -> {
          byte[] body = RawService.chunks(in);
          out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes());
          out.write(body);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\nabc\n0\n\n", "3\nabcX0\n\n", "-1\nabc\n0\n\n", "ffffffffff\nabc\n"})
  void a_bad_chunk_ends_both_connections(String body) throws Exception {
    CountDownLatch broken = new CountDownLatch(1);
    RawService reading =
        RawService.start(
            (asked, in, out) -> {
              try {
                RawService.chunks(in);
              } catch (IOException | NumberFormatException e) {
                broken.countDown();
              }
            });
    targets.put("acme", "web", reading);
    try (RawConnection connection = RawConnection.open()) {
      String head =
          "POST /s/acme/web/ HTTP/1.1\nHost: services.test\nTransfer-Encoding: chunked\n\n";
      connection.send((head + body + HIDDEN).replace("\n", "\r\n"));
      connection.in().readAllBytes();
    } catch (java.net.SocketException reset) {
      // as good an end as another
    }
    if (!reading.asked().isEmpty()) {
      assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(other.asked()).isEmpty();
  }

  @Test
  void chunks_are_written_anew_without_what_was_hidden_in_them() throws IOException {
    RawService reading = reading();
    targets.put("acme", "web", reading);
    Answer answer =
        RawConnection.ask(
            "POST /s/acme/web/ HTTP/1.1\nHost: services.test\nTransfer-Encoding: chunked\n"
                + "Trailer: X-Secret\n\n3;a=b\nabc\n0\nX-Secret: 1\n\n");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("abc");
    assertThat(reading.asked().getFirst().header("Trailer")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT", "TRACE", "PROPFIND", "get", "PRI", "FOO"})
  void other_methods_are_refused(String method) throws IOException {
    Answer answer = RawConnection.ask(method + " /s/acme/web/ HTTP/1.1\nHost: services.test\n\n");
    assertThat(answer.status()).isIn(400, 405, 501);
    assertThat(web.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://services.test/s/acme/web/",
        "http://localhost/s/acme/web/",
        "//s/acme/web/",
        "/./s/acme/web/",
        "/%73/acme/web/",
        "/s%2facme/web/",
        "/x/../s/acme/web/",
        "/s/acme/web/../other/",
        "/s/acme/web/../../../agents",
        "/s/acme/web/%2e%2e/other/",
        "/s/acme/web/.%2e/other/",
        "/s/acme/web/%2e%2e%2f%2e%2e%2fagents",
        "/s/acme/web/..%2fother/",
        "/s/acme/web/..;/other/",
        "/s/acme/web;/../other/",
        "/s/acme/web/%252e%252e/other/",
        "/s/acme/web\\..\\other/",
        "/s/acme/web/..\\other/",
        "/s/acme/web//other/",
        "/s/acme//web/",
        "/s/acme/w%65b/",
        "/s/acme/web%2f",
        "/s/acme/web%00/",
        "/s/../openapi.json",
        "/s/..%2fopenapi.json",
        "/s/acme/../../openapi.json",
        "*",
      })
  void a_path_leads_where_it_says_or_nowhere(String path) throws IOException {
    Answer answer = RawConnection.ask("GET " + path + " HTTP/1.1\nHost: services.test\n\n");
    assertThat(answer.status()).as(answer.body()).isIn(400, 404);
    assertThat(web.asked()).isEmpty();
    assertThat(other.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/openapi.json", "/agents", "/health", "/q/health", "/s/acme", "/public/agents"})
  void hosts_of_services_have_none_of_the_servers_routes(String path) throws IOException {
    Answer answer =
        RawConnection.ask("GET " + path + " HTTP/1.1\nHost: nothing--here.services.test\n\n");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("Service not found");
  }

  @Test
  void what_looks_odd_but_leads_nowhere_else_arrives_as_it_was() throws IOException {
    for (String path : List.of("/a//b", "/@x%2fy", "/a;v=1", "/a%20b?c=/../d", "/%C3%A9")) {
      assertThat(
              RawConnection.ask("GET /s/acme/web" + path + " HTTP/1.1\nHost: services.test\n\n")
                  .status())
          .isEqualTo(200);
      Asked last = web.asked().getLast();
      assertThat(last.first()).isEqualTo("GET " + path + " HTTP/1.1");
    }
  }

  @Test
  void an_answer_of_two_lengths_is_none() throws IOException {
    for (String framing :
        List.of(
            "Content-Length: 2\r\nContent-Length: 3",
            "Content-Length: 2\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nX: \0")) {
      try (RawService evil =
          RawService.saying("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK")) {
        targets.put("acme", "web", evil);
        Answer answer = RawConnection.ask("GET /s/acme/web/ HTTP/1.1\nHost: services.test\n\n");
        assertThat(answer.status()).as(framing).isEqualTo(502);
        assertThat(answer.body()).contains("SERVICE_ERROR");
      }
    }
  }

  @Test
  void a_second_answer_goes_to_nobody() throws IOException {
    try (RawService evil =
            RawService.saying(OK + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad");
        RawConnection connection = RawConnection.open()) {
      targets.put("acme", "web", evil);
      String request = "GET /s/acme/web/ HTTP/1.1\r\nHost: services.test\r\n\r\n";
      assertThat(connection.send(request).answer().body()).isEqualTo("ok");
      assertThat(connection.send(request).answer().body()).isEqualTo("ok");
    }
  }
}
