package io.orchagent.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy as code in a sandbox meets it: through its socket, in bytes. */
class EgressProxyTest extends EgressFixture {
  @Test
  void an_allowed_host_is_reached_and_answers() throws IOException {
    String friend = "friend.test:" + origin.port();
    try (var listener = open(friend)) {
      String answer =
          ask(
              "POST http://"
                  + friend
                  + "/path?q=1 HTTP/1.1\r\nHost: "
                  + friend
                  + "\r\nProxy-Authorization: x\r\nConnection: X-Mine\r\nX-Mine: 1\r\n"
                  + "X-Forwarded-For: 1.2.3.4\r\nContent-Length: 4\r\n\r\nbody");
      assertThat(answer).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      assertThat(origin.last())
          .isEqualTo(
              "POST /path?q=1 HTTP/1.1\r\nHost: "
                  + friend
                  + "\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody");
    }
  }

  @Test
  void a_tunnel_carries_bytes_both_ways() throws IOException {
    String friend = "friend.test:" + origin.port();
    try (var listener = open(friend)) {
      assertThat(
              ask(
                  "CONNECT "
                      + friend
                      + " HTTP/1.1\r\nHost: "
                      + friend
                      + "\r\n\r\n"
                      + "GET /in-the-tunnel HTTP/1.1\r\n\r\n"))
          .isEqualTo(
              "HTTP/1.1 200 Connection established\r\n\r\n"
                  + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      assertThat(origin.last()).startsWith("GET /in-the-tunnel HTTP/1.1");
    }
  }

  @Test
  void a_host_that_is_not_listed_is_refused_before_it_is_looked_up() throws IOException {
    try (var listener = open("friend.test")) {
      refused(get("stranger.test"), 403, "host_not_allowed");
      assertThat(lookups.get()).isZero();
    }
  }

  @Test
  void the_refusal_says_what_to_do_and_not_what_was_asked() throws IOException {
    try (var listener = open("friend.test")) {
      String answer = ask(get("stranger.test"));
      assertThat(answer)
          .startsWith("HTTP/1.1 403 Forbidden (host_not_allowed)\r\n")
          .endsWith(
              "{\"error\":{\"code\":\"EGRESS_REFUSED\",\"reason\":\"host_not_allowed\",\"message\":"
                  + "\"The host stranger.test:80 is not on the list of what this code may reach.\","
                  + "\"hint\":\"An administrator of this server can allow the host for this agent,"
                  + " or for all with orchagent.outbound.allowed-hosts.\",\"is_retryable\":false}}")
          .doesNotContain("secret");
    }
  }

  @Test
  void a_private_address_is_refused_unless_the_operator_listed_the_name() throws IOException {
    try (var listener = open("stranger.test")) {
      refused(get("stranger.test"), 403, "private_address");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fd00:ec2::254",
        "224.0.0.1",
        "0.0.0.0"
      })
  void an_allowed_name_with_such_an_address_is_refused(String address) throws IOException {
    addresses.add(address);
    try (var listener = open("name.test")) {
      refused(
          "CONNECT name.test:443 HTTP/1.1\r\nHost: name.test:443\r\n\r\n", 403, "private_address");
    }
  }

  @Test
  void a_name_that_changes_its_address_between_two_lookups_gains_nothing() throws IOException {
    // Public when it is judged, loopback if anybody looked a second time; the friend may be private
    addresses.add("127.0.0.1");
    addresses.add("169.254.169.254");
    String friend = "friend.test:" + origin.port();
    try (var listener = open(friend)) {
      assertThat(ask(get(friend))).startsWith("HTTP/1.1 200 OK");
      assertThat(lookups.get()).isEqualTo(1);
    }
    addresses.clear();
    addresses.add("10.1.2.3");
    addresses.add("127.0.0.1");
    try (var listener = open("stranger.test:" + origin.port())) {
      refused(get("stranger.test:" + origin.port()), 403, "private_address");
      assertThat(lookups.get()).isEqualTo(2);
    }
  }

  @Test
  void the_servers_own_ports_are_refused_even_for_names_that_may_be_private() throws IOException {
    String own = "own.test:" + origin.ownPort();
    try (var listener = open(own)) {
      refused(get(own), 403, "own_server");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"})
  void an_address_in_place_of_a_name_is_refused_in_every_spelling(String spelling)
      throws IOException {
    try (var listener = open("friend.test")) {
      int before = origin.requests();
      String answer = ask(get(spelling + ":" + origin.port()));
      assertThat(answer).containsPattern("^HTTP/1.1 (400|403) ");
      assertThat(origin.requests()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: other.test\r\n",
        "Host: friend.test:81\r\n",
        "",
        "Host: friend.test.evil.test\r\n"
      })
  void a_host_header_other_than_the_target_is_refused(String header) throws IOException {
    try (var listener = open("friend.test")) {
      refused("GET http://friend.test/ HTTP/1.1\r\n" + header + "\r\n", 403, "host_mismatch");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: friend.test\r\n\r\n",
        "GET https://friend.test/ HTTP/1.1\r\nHost: friend.test\r\n\r\n",
        "GET http://user@friend.test/ HTTP/1.1\r\nHost: friend.test\r\n\r\n",
        "GET http://friend.test/ HTTP/2.0\r\nHost: friend.test\r\n\r\n",
        "GET http://friend.test/\tx HTTP/1.1\r\nHost: friend.test\r\n\r\n",
        "GET http://friend.test/ HTTP/1.1\r\nHost: friend.test\r\nHost: friend.test\r\n\r\n",
        "GET http://friend.test/ HTTP/1.1\r\nHost: friend.test\r\n folded: x\r\n\r\n",
        "GET http://friend.test/ HTTP/1.1\r\nHost : friend.test\r\n\r\n",
        "GET http://friend.test/ HTTP/1.1\r\nHost: friend.test\nX: y\r\n\r\n",
        "POST http://friend.test/ HTTP/1.1\r\nHost: friend.test\r\nContent-Length: 1\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n",
        "POST http://friend.test/ HTTP/1.1\r\nHost: friend.test\r\nContent-Length: +1\r\n\r\n",
        "POST http://friend.test/ HTTP/1.1\r\nHost: friend.test\r\n"
            + "Transfer-Encoding: gzip, chunked\r\n\r\n",
        "CONNECT friend.test HTTP/1.1\r\n\r\n",
        "\r\n\r\n"
      })
  void what_two_readers_could_read_differently_is_refused(String request) throws IOException {
    try (var listener = open("friend.test")) {
      refused(request, 400, "malformed_request");
    }
  }

  @Test
  void the_gateway_is_reached_by_its_exact_authority_and_route_only() throws IOException {
    try (var listener = open("friend.test")) {
      String call = "POST http://gateway.test:8080/acme/tool/v1/run HTTP/1.1\r\n";
      assertThat(
              ask(
                  call
                      + "Host: gateway.test:8080\r\nX-Forwarded-For: 1.2.3.4\r\nContent-Length: 2\r\n\r\n{}"))
          .startsWith("HTTP/1.1 200 OK");
      assertThat(origin.last()).doesNotContain("1.2.3.4").contains("Host: gateway.test:8080\r\n");
      refused(
          "GET http://gateway.test:8080/q/metrics HTTP/1.1\r\nHost: gateway.test:8080\r\n\r\n",
          403,
          "gateway_path");
      refused(
          "CONNECT gateway.test:8080 HTTP/1.1\r\nHost: gateway.test:8080\r\n\r\n",
          403,
          "gateway_tunnel");
      refused(
          "GET http://gateway.test:9000/q/metrics HTTP/1.1\r\nHost: gateway.test:9000\r\n\r\n",
          403,
          "own_server");
    }
  }

  @Test
  void a_second_request_behind_the_first_goes_nowhere() throws IOException {
    try (var listener = open("friend.test")) {
      String call = "POST http://gateway.test:8080/acme/tool/v1/run HTTP/1.1\r\n";
      for (String body :
          List.of(
              "Content-Length: 2\r\n\r\n{}",
              "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")) {
        int before = origin.requests();
        ask(
            call
                + "Host: gateway.test:8080\r\n"
                + body
                + "GET /q/metrics HTTP/1.1\r\nHost: gateway.test:8080\r\n\r\n");
        assertThat(origin.requests()).isEqualTo(before + 1);
        assertThat(origin.last()).doesNotContain("/q/metrics");
      }
    }
  }
}
