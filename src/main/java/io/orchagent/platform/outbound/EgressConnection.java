package io.orchagent.platform.outbound;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.outbound.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One connection out of a sandbox: a tunnel, or one request. */
final class EgressConnection implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EgressConnection.class);
  private static final int BUFFER = 16 * 1024;
  private static final int DRAINED = 256 * 1024;
  private static final byte[] CONNECTED =
      "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** What would let code say to the gateway who it is. */
  private static final Set<String> ORIGIN_HEADERS =
      Set.of("x-forwarded", "forwarded", "x-real-ip", "via");

  private final SocketChannel client;
  private final EgressRun run;
  private volatile @Nullable SocketChannel upstream;
  private volatile long lastCarried = System.nanoTime();
  private volatile boolean closed;
  private volatile @Nullable Future<?> idle;

  EgressConnection(SocketChannel client, EgressRun run) {
    this.client = client;
    this.run = run;
  }

  void serve() {
    try {
      run.enter();
      InputStream in = new ChannelInput(client);
      RequestHead head = head(in);
      Target target = Target.of(head);
      Collector collector = run.policy().collector();
      if (collector != null
          && target.tunnel()
          && target.authority().toString().equals(Collector.AUTHORITY)) {
        collect(collector, in);
        return;
      }
      ClientBody body = head.isConnect() ? null : ClientBody.of(head);
      if (run.isExhausted()) {
        throw new Refusal(
            Reason.TOO_MANY_BYTES,
            target.authority(),
            "This run has sent and received all that it may.",
            "The operator's limit is orchagent.outbound.bytes.");
      }
      SocketChannel server = connect(target, run.crossing().judged(run.policy(), head, target));
      carry(head, target, body, in, server);
    } catch (Refusal refusal) {
      run.refused(refusal);
      answer(refusal);
    } catch (IOException e) {
      LOG.trace("A connection of a run ended", e);
    } finally {
      run.leave();
    }
  }

  private void collect(Collector collector, InputStream in) throws IOException {
    write(client, CONNECTED);
    String said;
    try {
      said = collector.take(in);
    } catch (IOException e) {
      said = String.valueOf(e.getMessage());
    }
    write(client, (said + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private RequestHead head(InputStream in) throws IOException, Refusal {
    Future<?> timeout = run.after(run.limits().headTimeout(), this::late);
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
      // The last four bytes: the head ends with an empty line
      int last = 0;
      while (last != 0x0D0A0D0A) {
        int c = in.read();
        if (c < 0) {
          throw new IOException("closed before its head was whole");
        }
        if (bytes.size() == run.limits().headSize()) {
          throw new Refusal(
              Reason.HEAD_TOO_LARGE,
              null,
              "The head of the request is larger than %d bytes.".formatted(bytes.size()),
              "Send shorter headers.");
        }
        bytes.write(c);
        last = last << 8 | c;
      }
      return RequestHead.parse(bytes.toByteArray());
    } finally {
      timeout.cancel(false);
    }
  }

  private void late() {
    run.refused(new Refusal(Reason.TIMED_OUT, null, "The request did not arrive in time.", ""));
    close();
  }

  private SocketChannel connect(Target target, List<InetSocketAddress> addresses)
      throws IOException, Refusal {
    long until = System.nanoTime() + run.limits().connectTimeout().toNanos();
    for (InetSocketAddress address : addresses) {
      SocketChannel channel = SocketChannel.open();
      upstream = channel;
      Future<?> timeout = run.after(run.limits().connectTimeout(), () -> closeQuietly(channel));
      try {
        channel.connect(address);
        return channel;
      } catch (IOException e) {
        closeQuietly(channel);
        LOG.trace("One address did not answer", e);
      } finally {
        timeout.cancel(false);
      }
      if (closed || System.nanoTime() >= until) {
        break;
      }
    }
    boolean late = System.nanoTime() >= until;
    throw new Refusal(
        late ? Reason.TIMED_OUT : Reason.UNREACHABLE,
        target.authority(),
        "The host "
            + target.authority()
            + (late ? " did not answer in time." : " can't be reached."),
        "Try again later.");
  }

  private void carry(
      RequestHead head,
      Target target,
      @Nullable ClientBody body,
      InputStream in,
      SocketChannel server)
      throws IOException {
    watchIdle();
    OutputStream out = new ChannelOutput(server);
    Thread back = Thread.ofVirtual().name("egress-back").unstarted(() -> back(server));
    if (body == null) {
      write(client, CONNECTED);
      back.start();
      in.transferTo(out);
      server.shutdownOutput();
    } else {
      out.write(head.forwarded(target.path(), target.host(), ORIGIN_HEADERS));
      back.start();
      send(body, in, out, server);
    }
    try {
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A server may answer, and close, before it has read all; the answer is what counts then. */
  private static void send(
      ClientBody body, InputStream in, OutputStream out, SocketChannel server) {
    try {
      body.copy(in, out);
    } catch (IOException e) {
      try {
        server.shutdownOutput();
      } catch (IOException closedAlready) {
        LOG.trace("The server has closed", closedAlready);
      }
    }
  }

  private void back(SocketChannel server) {
    try {
      new ChannelInput(server).transferTo(new ChannelOutput(client));
      client.shutdownOutput();
    } catch (IOException e) {
      close();
    }
  }

  private void watchIdle() {
    long left = lastCarried + run.limits().idleTimeout().toNanos() - System.nanoTime();
    if (closed) {
      return;
    }
    if (left <= 0) {
      close();
      return;
    }
    idle = run.after(Duration.ofNanos(left).plusMillis(1), this::watchIdle);
  }

  private void answer(Refusal refusal) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error
        .putObject("error")
        .put("code", "EGRESS_REFUSED")
        .put("reason", refusal.reason().wire())
        .put("message", refusal.getMessage())
        .put("hint", refusal.hint())
        .put("is_retryable", refusal.reason().status() > 403);
    byte[] body = error.toString().getBytes(StandardCharsets.UTF_8);
    // Of a tunnel's refusal most clients show nothing but this line
    String head =
        ("HTTP/1.1 %d %s (%s)\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                + "Connection: close\r\n\r\n")
            .formatted(
                refusal.reason().status(),
                refusal.reason().phrase(),
                refusal.reason().wire(),
                body.length);
    Future<?> timeout = run.after(run.limits().headTimeout(), this::close);
    try {
      write(client, head.getBytes(StandardCharsets.US_ASCII));
      write(client, body);
      client.shutdownOutput();
      // What is unread when a socket closes may take the answer with it
      new ChannelInput(client).skipNBytes(DRAINED);
    } catch (IOException e) {
      LOG.trace("Nobody waited for the refusal", e);
    } finally {
      timeout.cancel(false);
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public void close() {
    closed = true;
    Future<?> watch = idle;
    if (watch != null) {
      watch.cancel(false);
    }
    closeQuietly(client);
    SocketChannel server = upstream;
    if (server != null) {
      closeQuietly(server);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.trace("A socket could not be closed", e);
    }
  }

  private void count(int bytes) throws IOException {
    lastCarried = System.nanoTime();
    if (!run.carried(bytes)) {
      close();
      throw new IOException("the run has carried all that it may");
    }
  }

  /** Reads through a buffer: a channel's own stream does not take virtual threads well. */
  private static final class ChannelInput extends InputStream {
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();

    private ChannelInput(SocketChannel channel) {
      this.channel = channel;
    }

    private boolean fill() throws IOException {
      if (buffer.hasRemaining()) {
        return true;
      }
      buffer.clear();
      int read = channel.read(buffer);
      buffer.flip();
      return read > 0;
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(bytes, offset, count);
      return count;
    }
  }

  /** Writes, and counts what the run has carried. */
  private final class ChannelOutput extends OutputStream {
    private final SocketChannel channel;

    private ChannelOutput(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      count(length);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }
}
