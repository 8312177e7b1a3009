package io.orchagent.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What an instance of a service is to the ingress: something that speaks HTTP/1.1 on a unix socket.
 * It does what a test says, byte by byte, and remembers what it was asked.
 */
public final class RawService implements AutoCloseable {
  /** What is done with one connection, after the head of its first request was read. */
  @FunctionalInterface
  public interface Script {
    void run(Asked asked, InputStream in, OutputStream out) throws IOException;
  }

  /** A request's head: its lines without their ends, the first one first. */
  public record Asked(List<String> lines) {
    public String first() {
      return lines.getFirst();
    }

    /** All values of a header, joined by a bar; empty without any. */
    public String header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return String.join(
          "|",
          lines.stream()
              .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
              .map(line -> line.substring(start.length()).strip())
              .toList());
    }
  }

  private final Path folder;
  private final ServerSocketChannel socket;
  private final Script script;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private RawService(Path folder, Script script) throws IOException {
    this.folder = folder;
    this.script = script;
    this.socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    socket.bind(UnixDomainSocketAddress.of(path()));
    Thread.ofVirtual().start(this::accept);
  }

  public static RawService start(Script script) throws IOException {
    return new RawService(Files.createTempDirectory("raw"), script);
  }

  /** Answers everything with this text. */
  public static RawService saying(String answer) throws IOException {
    return start((asked, in, out) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  public Path path() {
    return folder.resolve("s");
  }

  /** The requests so far, one for each connection on which there was one. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  private void accept() {
    while (socket.isOpen()) {
      try {
        SocketChannel connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
      Asked first = new Asked(head(in));
      asked.add(first);
      script.run(first, in, Channels.newOutputStream(connection));
    } catch (IOException e) {
      // The other side has gone: some tests are about that
    }
  }

  /** Lines up to the empty one. */
  public static List<String> head(InputStream in) throws IOException {
    List<String> lines = new CopyOnWriteArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      lines.add(line);
    }
    return lines;
  }

  public static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("ended after: " + line.toString(StandardCharsets.ISO_8859_1));
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** A body in chunks, up to its end. */
  public static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(in), 16); size > 0; ) {
      body.write(in.readNBytes(size));
      line(in);
      size = Integer.parseInt(line(in), 16);
    }
    line(in);
    return body.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    Files.deleteIfExists(path());
    Files.deleteIfExists(folder);
  }
}
