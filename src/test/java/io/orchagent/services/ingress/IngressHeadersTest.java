package io.orchagent.services.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.testing.RawConnection;
import io.orchagent.testing.RawConnection.Answer;
import io.orchagent.testing.RawService;
import io.orchagent.testing.RawService.Asked;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a head passes the ingress, in which direction. */
@QuarkusTest
class IngressHeadersTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String SHARED = "GET /s/acme/web/x HTTP/1.1\nHost: services.test\n";
  private static final String OWN = "GET /x HTTP/1.1\nHost: web--acme.services.test:8080\n";

  private final KnownTargets targets;

  IngressHeadersTest(KnownTargets targets) {
    this.targets = targets;
  }

  private Asked asked(String request) throws IOException {
    try (RawService service = RawService.saying(OK)) {
      targets.put("acme", "web", service);
      assertThat(RawConnection.ask(request).status()).isEqualTo(200);
      return service.asked().getFirst();
    }
  }

  @Test
  void what_the_client_says_of_its_address_is_replaced() throws IOException {
    Asked asked =
        asked(
            SHARED
                + "X-Forwarded-For: 6.6.6.6, 198.51.100.7\n"
                + "X-Real-IP: 6.6.6.6\n"
                + "Forwarded: for=6.6.6.6\n"
                + "X-Forwarded-Host: evil.example\n"
                + "X-Forwarded-Proto: https\n"
                + "X-Forwarded-Port: 1\n"
                + "X_Forwarded_For: 6.6.6.6\n"
                + "X-Client-IP: 6.6.6.6\n"
                + "True-Client-IP: 6.6.6.6\n"
                + "X-Original-URL: /admin\n"
                + "X-Request-Id: mine\n"
                + "X-Forwarded-Prefix: /evil\n\n");
    // Tests reach the server from a trusted proxy: its word counts, what stands before does not
    assertThat(asked.header("X-Forwarded-For")).isEqualTo("198.51.100.7");
    assertThat(asked.header("X-Real-IP")).isEqualTo("198.51.100.7");
    assertThat(asked.header("X-Forwarded-Proto")).isEqualTo("https");
    assertThat(asked.header("X-Forwarded-Host")).isEqualTo("services.test");
    assertThat(asked.header("X-Forwarded-Prefix")).isEqualTo("/s/acme/web");
    assertThat(asked.header("X-Request-Id")).startsWith("req_");
    assertThat(asked.lines()).noneMatch(l -> l.contains("6.6.6.6") || l.contains("/admin"));
    assertThat(asked.header("X-Forwarded-Port")).isEmpty();
  }

  @Test
  void headers_of_the_connection_end_here() throws IOException {
    Asked asked =
        asked(
            OWN
                + "Connection: X-Mine, keep-alive\n"
                + "X-Mine: 1\n"
                + "Keep-Alive: 5\n"
                + "Proxy-Authorization: a\n"
                + "TE: trailers\n"
                + "Upgrade: foo\n"
                + "Proxy-Connection: a\n"
                + "X-Other: 2\n\n");
    assertThat(asked.header("X-Other")).isEqualTo("2");
    assertThat(asked.header("Connection")).isEqualTo("close");
    assertThat(asked.header("Host")).isEqualTo("web--acme.services.test:8080");
    for (String gone :
        List.of(
            "X-Mine", "Keep-Alive", "Proxy-Authorization", "TE", "Upgrade", "Proxy-Connection")) {
      assertThat(asked.header(gone)).as(gone).isEmpty();
    }
  }

  @Test
  void no_credential_reaches_a_service_that_shares_its_host() throws IOException {
    String secrets =
        "Authorization: Bearer sk_live_x\nCookie: session=x\nX-Orchagent-Webhook-Secret: x\n"
            + "X_Orchagent_Webhook_Secret: x\nX-Orchagent-Signature: keep\n\n";
    Asked asked = asked(SHARED + secrets);
    assertThat(asked.header("Authorization")).isEmpty();
    assertThat(asked.header("Cookie")).isEmpty();
    assertThat(asked.lines().toString()).doesNotContain("sk_live_x").doesNotContain("Secret");
    assertThat(asked.header("X-Orchagent-Signature")).isEqualTo("keep");

    Asked own = asked(OWN + secrets);
    assertThat(own.header("Cookie")).isEqualTo("session=x");
    assertThat(own.lines().toString()).doesNotContain("sk_live_x");
    assertThat(asked(OWN + "Authorization: Basic YTpi\n\n").header("Authorization"))
        .isEqualTo("Basic YTpi");
  }

  private static final String ANSWER =
      "HTTP/1.1 302 Found\r\n"
          + "Content-Length: 0\r\n"
          + "Set-Cookie: a=b\r\n"
          + "Service-Worker-Allowed: /\r\n"
          + "Access-Control-Allow-Origin: *\r\n"
          + "Clear-Site-Data: \"*\"\r\n"
          + "Alt-Svc: h2=\":1\"\r\n"
          + "Strict-Transport-Security: max-age=9\r\n"
          + "Content-Security-Policy: default-src 'self'\r\n"
          + "Location: /login\r\n"
          + "Connection: X-Mine\r\n"
          + "X-Mine: 1\r\n"
          + "X-Other: 2\r\n"
          + "X-Request-Id: theirs\r\n\r\n";

  @Test
  void an_answer_can_not_harm_a_host_that_is_shared() throws IOException {
    try (RawService service = RawService.saying(ANSWER)) {
      targets.put("acme", "web", service);
      Answer answer = RawConnection.ask(SHARED + "\n");
      assertThat(answer.status()).isEqualTo(302);
      for (String gone :
          List.of(
              "Set-Cookie",
              "Service-Worker-Allowed",
              "Access-Control-Allow-Origin",
              "Clear-Site-Data",
              "Alt-Svc",
              "Strict-Transport-Security",
              "X-Mine")) {
        assertThat(answer.header(gone)).as(gone).isEmpty();
      }
      assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'self'|sandbox");
      assertThat(answer.header("Location")).isEqualTo("/s/acme/web/login");
      assertThat(answer.header("X-Other")).isEqualTo("2");
      assertThat(answer.header("X-Request-Id")).startsWith("req_");
      assertThat(RawConnection.ask(SHARED + "Service-Worker: script\n\n").status()).isEqualTo(403);
    }
  }

  @Test
  void on_a_host_of_its_own_a_service_says_what_it_likes() throws IOException {
    try (RawService service = RawService.saying(ANSWER)) {
      targets.put("acme", "web", service);
      Answer answer = RawConnection.ask(OWN + "\n");
      assertThat(answer.header("Set-Cookie")).isEqualTo("a=b");
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'self'");
      assertThat(answer.header("Location")).isEqualTo("/login");
      assertThat(answer.header("X-Mine")).isEmpty();
    }
  }
}
