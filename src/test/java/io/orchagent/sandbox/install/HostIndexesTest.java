package io.orchagent.sandbox.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HostIndexesTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @Test
  void an_index_tells_where_its_files_are() throws IOException {
    String page =
        "<a href='https://files.example.test/a.whl#sha256=1'>a</a>"
            + "<a href='https://files.example.test:8443/b.whl'>b</a>"
            + "<a href='../../own/c.whl'>c</a><a name='none'>d</a><a href='mailto:x@y'>e</a>";
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/simple/pip/",
        exchange -> {
          byte[] body = page.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String own = "127.0.0.1:" + server.getAddress().getPort();
    try {
      assertThat(HostIndexes.files(PYTHON, "http://" + own + "/simple/"))
          .containsExactlyInAnyOrder(own, "files.example.test:443", "files.example.test:8443");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void an_index_that_does_not_answer_has_its_own_host_only() {
    assertThat(HostIndexes.files(PYTHON, "http://127.0.0.1:1/simple")).isEmpty();
    assertThat(
            new PackageIndex("http://127.0.0.1:1/simple", "test", java.util.List.of()).authority())
        .isEqualTo("127.0.0.1:1");
  }
}
