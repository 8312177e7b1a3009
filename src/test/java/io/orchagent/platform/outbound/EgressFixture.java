package io.orchagent.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orchagent.platform.outbound.EgressPolicy.Purpose;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A proxy with its socket, a server that it may reach, and what names mean. */
abstract class EgressFixture {
  static final int SHORT_HEAD = 4_096;

  @TempDir Path folder;
  final Deque<String> addresses = new ArrayDeque<>();
  final AtomicInteger lookups = new AtomicInteger();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  Origin origin;
  EgressProxy proxy;

  @BeforeEach
  void start() throws IOException {
    origin = new Origin();
    proxy = proxy(2, 100_000, Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    origin.close();
  }

  EgressProxy proxy(int connections, long bytes, Duration headTimeout) {
    return new EgressProxy(
        this::resolve,
        HostList.of(List.of("friend.test", "own.test")),
        () -> Set.of(origin.ownPort()),
        new EgressLimits(
            connections,
            bytes,
            SHORT_HEAD,
            headTimeout,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30)),
        meters);
  }

  /** The next of the addresses that the test has set; the last one stays. */
  private List<InetAddress> resolve(String host) throws UnknownHostException {
    lookups.incrementAndGet();
    if (addresses.isEmpty()) {
      return switch (host) {
        case "friend.test", "stranger.test", "own.test" ->
            List.of(InetAddress.getLoopbackAddress());
        default -> throw new UnknownHostException(host);
      };
    }
    String next = addresses.size() > 1 ? addresses.pop() : addresses.peek();
    return List.of(InetAddress.getByName(next));
  }

  EgressListener open(String... hosts) throws IOException {
    return proxy.listen(
        folder.resolve("proxy"),
        new EgressPolicy(UUID.randomUUID(), HostList.of(List.of(hosts)), gateway(), Purpose.RUN));
  }

  private Gateway gateway() {
    return Gateway.of(
        "http://gateway.test:8080",
        () -> Optional.of(new InetSocketAddress("127.0.0.1", origin.port())),
        (method, path) -> method.equals("POST") && path.equals("/acme/tool/v1/run"));
  }

  SocketChannel client() throws IOException {
    SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
    client.connect(UnixDomainSocketAddress.of(folder.resolve("proxy")));
    return client;
  }

  /** Sends, says that nothing more comes, and reads all that is answered. */
  String ask(String request) throws IOException {
    try (SocketChannel client = client()) {
      client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
      return readAll(client);
    }
  }

  static String readAll(SocketChannel client) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      while (client.read(buffer) > 0) {
        answer.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    } catch (IOException e) {
      // Reset by the other side: what came before counts
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  static String get(String host) {
    return "GET http://" + host + "/?token=secret HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  double refusals(String reason) {
    var counter = meters.find("orchagent.egress.refusals").tag("reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }

  void refused(String request, int status, String reason) throws IOException {
    int before = origin.requests();
    String answer = ask(request);
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer).contains("\"reason\":\"" + reason + "\"");
    assertThat(refusals(reason)).isEqualTo(1);
    assertThat(origin.requests()).isEqualTo(before);
  }

  SocketChannel tunnel(String host) throws IOException {
    SocketChannel client = client();
    client.write(
        ByteBuffer.wrap(
            ("CONNECT " + host + " HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer answer = ByteBuffer.allocate(39);
    while (answer.hasRemaining() && client.read(answer) >= 0) {}
    assertThat(new String(answer.array(), StandardCharsets.US_ASCII))
        .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
    return client;
  }
}
