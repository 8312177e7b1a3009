package io.orchagent.testing;

import io.restassured.RestAssured;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One call over a socket of its own, whose answer is looked at byte by byte. */
public final class RawStream implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private String head = "";

  private RawStream(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends it; nothing is read yet. Further headers as lines without their ends. */
  public static RawStream call(TestWorkspace caller, String path, String body, String... headers)
      throws IOException {
    return send("POST", caller, path, body, headers);
  }

  /** The same of what is only read. */
  public static RawStream get(TestWorkspace caller, String path) throws IOException {
    return send("GET", caller, path, "");
  }

  private static RawStream send(
      String method, TestWorkspace caller, String path, String body, String... headers)
      throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new java.net.InetSocketAddress("localhost", RestAssured.port));
    socket.setSoTimeout(60_000);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    head.append("Authorization: Bearer ").append(caller.apiKey).append("\r\n");
    head.append("Content-Type: application/json\r\nAccept: text/event-stream\r\n");
    head.append("Connection: close\r\nContent-Length: ").append(bytes.length).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("\r\n");
    socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().write(bytes);
    return new RawStream(socket);
  }

  /** The status line and the headers. */
  public String head() throws IOException {
    if (head.isEmpty()) {
      StringBuilder read = new StringBuilder();
      String line = line();
      while (!line.isEmpty()) {
        read.append(line).append('\n');
        line = line();
      }
      head = read.toString();
    }
    return head;
  }

  public int status() throws IOException {
    return Integer.parseInt(head().split(" ", 3)[1]);
  }

  public String header(String name) throws IOException {
    return head()
        .lines()
        .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(l -> l.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** All that follows the head, up to the end. */
  public String rest() throws IOException {
    head();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
      all.write(chunk);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** What comes until the text has been seen; that it comes is what is waited for. */
  public String until(String wanted) throws IOException {
    head();
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(wanted) < 0) {
      byte[] chunk = chunk();
      if (chunk.length == 0) {
        throw new IOException("the stream ended without " + wanted + ": " + seen);
      }
      seen.append(new String(chunk, StandardCharsets.UTF_8));
    }
    return seen.toString();
  }

  /** Event names and data of a whole stream; comments are left out, anything else is refused. */
  public static List<String> events(String stream) {
    List<String> events = new ArrayList<>();
    for (String block : stream.split("\n\n", -1)) {
      if (block.isEmpty() || block.startsWith(":")) {
        continue;
      }
      String[] lines = block.split("\n", -1);
      if (lines.length != 2 || !lines[0].startsWith("event: ") || !lines[1].startsWith("data: ")) {
        throw new AssertionError("not an event: " + block);
      }
      events.add(lines[0].substring(7) + " " + lines[1].substring(6));
    }
    return events;
  }

  private byte[] chunk() throws IOException {
    if (!header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
      return in.readAllBytes();
    }
    int size = Integer.parseInt(line().strip(), 16);
    byte[] bytes = in.readNBytes(size);
    line();
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** The client goes away. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
