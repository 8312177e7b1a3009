package io.orchagent.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server on loopback that keeps the first line of what it was asked. */
final class TestingOrigin implements AutoCloseable {
  private final HttpServer server;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  TestingOrigin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = "hello from outside".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          lines.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getProtocol());
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
