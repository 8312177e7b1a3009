package io.orchagent.platform.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that keeps what it was sent, and answers each connection once. */
final class Origin implements AutoCloseable {
  private static final int PAUSE_MILLIS = 150;

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ServerSocket own = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> requests = new CopyOnWriteArrayList<>();

  Origin() throws IOException {
    Thread.ofVirtual().start(() -> accept(socket));
    Thread.ofVirtual().start(() -> accept(own));
  }

  int port() {
    return socket.getLocalPort();
  }

  /** A port that passes for one of the server's own. */
  int ownPort() {
    return own.getLocalPort();
  }

  int requests() {
    return requests.size();
  }

  String last() {
    return requests.getLast();
  }

  private void accept(ServerSocket server) {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (IOException e) {
      // Closed
    }
  }

  /** Reads until nothing more comes for a moment: more than one request would be seen. */
  private void answer(Socket client) {
    try (client) {
      StringBuilder request = new StringBuilder();
      byte[] buffer = new byte[8192];
      InputStream in = client.getInputStream();
      int read = in.read(buffer);
      client.setSoTimeout(PAUSE_MILLIS);
      while (read > 0) {
        request.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        read = next(in, buffer);
      }
      if (request.isEmpty()) {
        return;
      }
      requests.add(request.toString());
      client
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The other side has gone
    }
  }

  private static int next(InputStream in, byte[] buffer) throws IOException {
    try {
      return in.read(buffer);
    } catch (java.net.SocketTimeoutException e) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    own.close();
  }
}
