package io.orchagent.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.orchagent.platform.outbound.PublicPosts.ForbiddenAddressException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicPostsTest {
  private static final Map<String, String> NAMES =
      Map.of("hooks.example.test", "127.0.0.1", "inside.example.test", "10.0.0.1");

  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    if (host.endsWith(".test") && !NAMES.containsKey(host)) {
      throw new UnknownHostException(host);
    }
    return List.of(InetAddress.getByName(NAMES.getOrDefault(host, host)));
  }

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          received.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("X-Test")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.getResponseHeaders().add("Location", "http://10.0.0.1/");
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().equals("/moved") ? 302 : 200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private int post(String url, HostList privateHosts) throws IOException, InterruptedException {
    return new PublicPosts(PublicPostsTest::resolve, privateHosts)
        .post(
            URI.create(url),
            Map.of("X-Test", "yes"),
            "{\"a\":\"ä\"}".getBytes(StandardCharsets.UTF_8),
            Duration.ofSeconds(2));
  }

  @Test
  void what_may_be_private_is_reached_and_redirects_are_not_followed()
      throws IOException, InterruptedException {
    HostList allowed = HostList.of(List.of("hooks.example.test:" + port()));
    String root = "http://hooks.example.test:" + port();
    assertThat(post(root + "/a/b?c=d", allowed)).isEqualTo(200);
    assertThat(post(root + "/moved", allowed)).isEqualTo(302);
    assertThat(received)
        .containsExactly("POST /a/b?c=d yes {\"a\":\"ä\"}", "POST /moved yes {\"a\":\"ä\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "hooks.example.test",
        "inside.example.test",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "0.0.0.0"
      })
  void private_addresses_are_not_reached_whatever_they_are_called(String host) {
    assertThatThrownBy(() -> post("http://" + host + ":" + port() + "/", HostList.none()))
        .isInstanceOf(ForbiddenAddressException.class)
        .hasMessageContaining("no public address");
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "0x7f000001", "2130706433"})
  void what_only_resolvers_take_for_an_address_is_no_host(String host) {
    assertThatThrownBy(() -> post("http://" + host + ":" + port() + "/", HostList.none()))
        .isInstanceOf(ForbiddenAddressException.class);
    assertThat(received).isEmpty();
  }

  @Test
  void who_never_answers_is_not_waited_for() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostList allowed = HostList.of(List.of("hooks.example.test:" + silent.getLocalPort()));
      assertThatThrownBy(
              () -> post("http://hooks.example.test:" + silent.getLocalPort() + "/", allowed))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** A certificate of nobody's authority, for that name. */
  private static KeyStore certificate(Path folder, String name) throws Exception {
    Path file = folder.resolve(name + ".p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
  }

  private static SSLContext context(KeyStore keys, KeyStore trusted) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, "changeit".toCharArray());
    TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
    others.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context;
  }

  @Test
  void over_https_only_who_is_trusted_under_its_name_gets_anything(@TempDir Path folder)
      throws Exception {
    KeyStore hooks = certificate(folder, "hooks.example.test");
    KeyStore inside = certificate(folder, "inside.example.test");
    HttpsServer secured =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secured.setHttpsConfigurator(new HttpsConfigurator(context(hooks, hooks)));
    secured.createContext(
        "/",
        exchange -> {
          received.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    secured.start();
    try {
      int port = secured.getAddress().getPort();
      String url = "https://hooks.example.test:" + port + "/";
      // Known to nobody; trusted; trusted, but under another name
      assertThatThrownBy(() -> over(url + "a", "hooks.example.test", port, inside))
          .isInstanceOf(SSLException.class);
      assertThat(over(url + "b", "hooks.example.test", port, hooks)).isEqualTo(200);
      String other = "https://127.0.0.1:" + port + "/c";
      assertThatThrownBy(() -> over(other, "127.0.0.1", port, hooks))
          .isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> post(url + "d", HostList.of(List.of("hooks.example.test:" + port))))
          .isInstanceOf(SSLException.class);
      assertThat(received).containsExactly("/b");
    } finally {
      secured.stop(0);
    }
  }

  private static int over(String url, String host, int port, KeyStore trusted) throws Exception {
    SSLSocketFactory trust = context(trusted, trusted).getSocketFactory();
    return new PublicPosts(
            PublicPostsTest::resolve, HostList.of(List.of(host + ":" + port)), () -> trust)
        .post(URI.create(url), Map.of(), new byte[0], Duration.ofSeconds(5));
  }

  @Test
  void an_unknown_name_says_so() {
    assertThatThrownBy(() -> post("http://nowhere.test/", HostList.none()))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("nowhere.test");
  }
}
