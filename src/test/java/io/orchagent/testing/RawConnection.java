package io.orchagent.testing;

import io.restassured.RestAssured;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A connection to the server under test on which a test writes what no client would. */
public final class RawConnection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /** An answer; the body without its framing. */
  public record Answer(List<String> lines, String body) {
    public int status() {
      return Integer.parseInt(lines.getFirst().split(" ", 3)[1]);
    }

    /** All values of a header, joined by a bar; empty without any. */
    public String header(String name) {
      return new RawService.Asked(lines).header(name);
    }
  }

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  public static RawConnection open() throws IOException {
    Socket socket = new Socket();
    // Little room, so that who does not read is felt at once
    socket.setReceiveBufferSize(8_192);
    socket.connect(new InetSocketAddress("localhost", RestAssured.port));
    socket.setSoTimeout(30_000);
    return new RawConnection(socket);
  }

  /** One request on a connection of its own. Lines end as they should, also where \n is written. */
  public static Answer ask(String request) throws IOException {
    try (RawConnection connection = open()) {
      return connection.send(request.replace("\n", "\r\n")).answer(!request.startsWith("HEAD "));
    }
  }

  public RawConnection send(String bytes) throws IOException {
    return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  public InputStream in() {
    return in;
  }

  public Answer answer() throws IOException {
    return answer(true);
  }

  /** The head alone, where the body is read otherwise. */
  public Answer head() throws IOException {
    return new Answer(RawService.head(in), "");
  }

  private Answer answer(boolean hasBody) throws IOException {
    Answer head = head();
    if (!hasBody || head.status() == 204 || head.status() == 304) {
      return head;
    }
    byte[] body;
    if (head.header("Transfer-Encoding").toLowerCase(Locale.ROOT).equals("chunked")) {
      body = RawService.chunks(in);
    } else if (!head.header("Content-Length").isEmpty()) {
      body = in.readNBytes(Integer.parseInt(head.header("Content-Length")));
    } else {
      body = in.readAllBytes();
    }
    return new Answer(head.lines(), new String(body, StandardCharsets.ISO_8859_1));
  }

  /** Whether the server ends the connection now, without another byte. */
  public boolean isEnded() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
