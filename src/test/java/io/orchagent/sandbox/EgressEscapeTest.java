package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.outbound.EgressPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways over the network that were tried from inside a sandbox that has a way out. */
class EgressEscapeTest {
  private static final String ASK =
      """
      import json, os, socket, sys, urllib.error, urllib.request
      def ask(url, **headers):
          try:
              with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
                  print(answer.status, answer.read().decode())
          except urllib.error.HTTPError as e:
              print(e.code, json.load(e)['error']['reason'])
          except OSError as e:
              print(type(e).__name__, getattr(e, 'reason', e))
      def raw(data):
          port = int(os.environ['HTTP_PROXY'].rsplit(':', 1)[1])
          with socket.create_connection(('127.0.0.1', port), 20) as s:
              s.sendall(data)
              print(s.makefile('rb').readline().decode().strip())
      """;

  private static String python(TestingProvider provider, EgressPolicy policy, String code)
      throws Exception {
    SandboxResult result = provider.run(TestingSpec.python(ASK + code).egress(policy));
    assertThat(result.stderrLog()).isEmpty();
    return new String(result.stdout(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void an_allowed_host_is_reached_through_the_proxy(TestingProvider provider) throws Exception {
    try (TestingOrigin origin = new TestingOrigin()) {
      TestingEgress.name(TestingEgress.FRIEND, "127.0.0.1");
      String host = TestingEgress.FRIEND + ":" + origin.port();
      assertThat(
              python(
                  provider,
                  TestingEgress.allowing(host),
                  "ask('http://%s/hello')\nprint(os.environ['NO_PROXY'])".formatted(host)))
          .isEqualTo("200 hello from outside\nlocalhost,127.0.0.1,::1\n");
      assertThat(origin.lines()).containsExactly("GET /hello HTTP/1.1");
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void javascript_reaches_it_too(TestingProvider provider) throws Exception {
    try (TestingOrigin origin = new TestingOrigin()) {
      TestingEgress.name(TestingEgress.FRIEND, "127.0.0.1");
      String host = TestingEgress.FRIEND + ":" + origin.port();
      SandboxResult result =
          provider.run(
              TestingSpec.node(
                      """
                      fetch('http://%s/fetched').then(async (a) => console.log(a.status, await a.text()));
                      """
                          .formatted(host))
                  .egress(TestingEgress.allowing(host)));
      assertThat(result.stderrLog()).isEmpty();
      assertThat(result.stdoutLog()).isEqualTo("200 hello from outside\n");
      assertThat(origin.lines()).containsExactly("GET /fetched HTTP/1.1");
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void without_a_policy_there_is_no_way_out(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                """
                import os
                print([n for n in os.environ if 'proxy' in n.lower()], os.listdir('/run/orchagent/egress'))
                print([p for p in os.listdir('/proc') if p.isdigit()] == ['1', str(os.getpid())])
                """));
    assertThat(result.stdoutLog()).isEqualTo("[] []\nTrue\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void another_host_is_refused_by_name(TestingProvider provider) throws Exception {
    assertThat(
            python(
                provider,
                TestingEgress.allowing("allowed.test"),
                """
                ask('http://elsewhere.test/')
                ask('http://allowed.test.elsewhere.test/')
                ask('https://elsewhere.test/')
                """))
        .isEqualTo(
            """
            403 host_not_allowed
            403 host_not_allowed
            URLError Tunnel connection failed: 403 Forbidden (host_not_allowed)
            """);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_metadata_service_is_out_of_reach_under_any_name(TestingProvider provider)
      throws Exception {
    TestingEgress.name("metadata.test", "169.254.169.254");
    TestingEgress.name("metadata6.test", "fd00:ec2::254");
    TestingEgress.name("mapped.test", "::ffff:169.254.169.254");
    TestingEgress.name("nat64.test", "64:ff9b::a9fe:a9fe");
    assertThat(
            python(
                provider,
                TestingEgress.allowing(
                    "metadata.test", "metadata6.test", "mapped.test", "nat64.test"),
                """
                for name in 'metadata.test', 'metadata6.test', 'mapped.test', 'nat64.test', '169.254.169.254':
                    ask('http://%s/latest/meta-data/' % name)
                """))
        .isEqualTo("403 private_address\n".repeat(4) + "403 host_not_allowed\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void private_networks_are_out_of_reach_under_any_name(TestingProvider provider) throws Exception {
    TestingEgress.name("a.private.test", "10.0.0.1");
    TestingEgress.name("b.private.test", "172.16.5.5");
    TestingEgress.name("c.private.test", "192.168.1.1");
    TestingEgress.name("d.private.test", "100.64.0.1");
    TestingEgress.name("e.private.test", "fe80::1");
    TestingEgress.name("f.private.test", "2002:c0a8:101::");
    assertThat(
            python(
                provider,
                TestingEgress.allowing("*.private.test"),
                "for name in 'abcdef':\n    ask('http://%s.private.test/' % name)"))
        .isEqualTo("403 private_address\n".repeat(6));
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_hosts_loopback_is_out_of_reach_under_any_spelling(TestingProvider provider)
      throws Exception {
    try (TestingOrigin origin = new TestingOrigin()) {
      TestingEgress.name("local.test", "127.0.0.1");
      int port = origin.port();
      assertThat(
              python(
                  provider,
                  TestingEgress.allowing("local.test:" + port),
                  """
                  ask('http://local.test:%d/')
                  for host in '127.0.0.1', '2130706433', '0x7f.1', '127.1', '[::1]', '[::ffff:7f00:1]', 'localhost.':
                      raw(('GET http://%%s:%d/ HTTP/1.1\\r\\nHost: %%s:%d\\r\\n\\r\\n' %% (host, host)).encode())
                  """
                      .formatted(port, port, port)))
          .isEqualTo(
              "403 private_address\nHTTP/1.1 403 Forbidden (host_not_allowed)\n"
                  + "HTTP/1.1 400 Bad Request (malformed_request)\n".repeat(3)
                  + "HTTP/1.1 403 Forbidden (host_not_allowed)\n".repeat(3));
      assertThat(origin.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_management_port_is_out_of_reach(TestingProvider provider) throws Exception {
    try (TestingOrigin management = new TestingOrigin()) {
      TestingEgress.own(management.port());
      TestingEgress.name(TestingEgress.FRIEND, "127.0.0.1");
      String own = TestingEgress.FRIEND + ":" + management.port();
      assertThat(
              python(
                  provider,
                  TestingEgress.allowing(own),
                  "ask('http://%s/q/metrics')\nraw(b'CONNECT %s HTTP/1.1\\r\\n\\r\\n')"
                      .formatted(own, own)))
          .isEqualTo("403 own_server\nHTTP/1.1 403 Forbidden (own_server)\n");
      assertThat(management.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void of_the_gateway_only_the_routes_of_agents_are_served(TestingProvider provider)
      throws Exception {
    try (TestingOrigin server = new TestingOrigin()) {
      assertThat(
              python(
                  provider,
                  TestingEgress.withGateway(server.port()),
                  """
                  ask('http://gateway.test/q/metrics')
                  ask('http://gateway.test/acme/tool/v1/../../../agents')
                  raw(b'CONNECT gateway.test:80 HTTP/1.1\\r\\n\\r\\n')
                  ask('http://gateway.test:9000/q/health')
                  """))
          .isEqualTo(
              """
              403 gateway_path
              403 gateway_path
              HTTP/1.1 403 Forbidden (gateway_tunnel)
              403 own_server
              """);
      assertThat(server.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_host_header_can_not_name_another_host(TestingProvider provider) throws Exception {
    try (TestingOrigin origin = new TestingOrigin()) {
      TestingEgress.name(TestingEgress.FRIEND, "127.0.0.1");
      String host = TestingEgress.FRIEND + ":" + origin.port();
      assertThat(
              python(
                  provider,
                  TestingEgress.allowing(host),
                  "ask('http://%s/', Host='internal.test')".formatted(host)))
          .isEqualTo("403 host_mismatch\n");
      assertThat(origin.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_request_can_not_be_smuggled_behind_another(TestingProvider provider) throws Exception {
    try (TestingOrigin server = new TestingOrigin()) {
      assertThat(
              python(
                  provider,
                  TestingEgress.withGateway(server.port()),
                  """
                  head = b'POST http://gateway.test/acme/tool/v1/run HTTP/1.1\\r\\nHost: gateway.test\\r\\n'
                  second = b'GET /q/metrics HTTP/1.1\\r\\nHost: gateway.test\\r\\n\\r\\n'
                  raw(head + b'Content-Length: 0\\r\\n\\r\\n' + second)
                  raw(head + b'Content-Length: 0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n' + second)
                  raw(head + b'Content-Length: 0\\r\\nContent-Length: 60\\r\\n\\r\\n' + second)
                  """))
          .isEqualTo(
              "HTTP/1.1 200 OK\n" + "HTTP/1.1 400 Bad Request (malformed_request)\n".repeat(2));
      assertThat(server.lines()).containsExactly("POST /acme/tool/v1/run HTTP/1.1");
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_socket_can_be_used_but_not_replaced(TestingProvider provider) throws Exception {
    assertThat(
            python(
                provider,
                TestingEgress.allowing("allowed.test"),
                """
                import errno
                folder = '/run/orchagent/egress'
                print(os.listdir(folder))
                for action in (lambda: os.unlink(folder + '/proxy'), lambda: open(folder + '/x', 'w'),
                               lambda: os.rename(folder + '/proxy', folder + '/y'), lambda: os.chmod(folder + '/proxy', 0o777)):
                    try:
                        action()
                        print('done')
                    except OSError as e:
                        print(errno.errorcode[e.errno])
                """))
        .isEqualTo("['proxy']\nEROFS\nEROFS\nEROFS\nEROFS\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_way_out_ends_with_the_run(TestingProvider provider) throws Exception {
    CancelSignal cancel = new CancelSignal();
    String marker = "4545" + provider.ordinal();
    CompletableFuture<SandboxResult> running =
        provider.start(
            TestingSpec.command("exec sleep " + marker)
                .egress(TestingEgress.allowing("allowed.test"))
                .cancel(cancel));
    TestingProcesses.await("sleep\0" + marker + "\0");
    assertThat(TestingProcesses.commandLines())
        .anyMatch(line -> line.contains("/run/orchagent/relay.py"));
    cancel.cancel();
    running.get(10, TimeUnit.SECONDS);
    assertThat(TestingProcesses.commandLines())
        .noneMatch(line -> line.contains("/run/orchagent/relay.py"));
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.io.tmpdir")), 4)) {
      assertThat(files.filter(file -> file.endsWith("egress/0/proxy")).filter(Files::exists))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void other_networks_stay_unreachable_beside_the_proxy(TestingProvider provider) throws Exception {
    try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(
              python(
                  provider,
                  TestingEgress.allowing("allowed.test"),
                  """
                  import errno
                  for address in ('127.0.0.1', %d), ('1.1.1.1', 443), ('169.254.169.254', 80):
                      try:
                          socket.create_connection(address, 2)
                          print('connected')
                      except OSError as e:
                          print(errno.errorcode[e.errno])
                  try:
                      socket.getaddrinfo('example.com', 443)
                  except OSError as e:
                      print(type(e).__name__)
                  """
                      .formatted(host.getLocalPort())))
          .isEqualTo("ECONNREFUSED\nENETUNREACH\nENETUNREACH\ngaierror\n");
    }
  }
}
