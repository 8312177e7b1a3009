package io.orchagent.sandbox;

import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.sandbox.resident.Resident;
import io.orchagent.sandbox.resident.ResidentExit;
import io.orchagent.sandbox.resident.ResidentSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A started resident, what it wrote, and ways to talk with it. */
final class TestingResident {
  static final int PORT = 3000;

  /** Answers each connection with what it was sent, upper-cased, until the other end has ended. */
  static final String ECHO =
      """
      import socket, threading
      server = socket.create_server(('127.0.0.1', 3000), backlog=256)
      def serve(c):
          while True:
              data = c.recv(65536)
              if not data:
                  break
              c.sendall(data.upper())
          c.sendall(b'.')
          c.close()
      while True:
          threading.Thread(target=serve, args=(server.accept()[0],)).start()
      """;

  private final Resident resident;
  private final ByteArrayOutputStream output;

  private TestingResident(Resident resident, ByteArrayOutputStream output) {
    this.resident = resident;
    this.output = output;
  }

  static TestingResident python(SandboxHost host, String code) throws IOException {
    Path bundle = Files.createTempDirectory("bundle");
    Files.writeString(bundle.resolve("main.py"), code);
    return start(host, new Program.Script(Interpreter.PYTHON, "main.py"), bundle, null);
  }

  static TestingResident node(SandboxHost host, String code) throws IOException {
    Path bundle = Files.createTempDirectory("bundle");
    Files.writeString(bundle.resolve("main.js"), code);
    return start(host, new Program.Script(Interpreter.NODE, "main.js"), bundle, null);
  }

  static TestingResident command(SandboxHost host, String shell) {
    return start(host, new Program.Command(shell), null, null);
  }

  static TestingResident start(
      SandboxHost host, Program program, @Nullable Path bundle, @Nullable EgressPolicy egress) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Resident resident =
        host.start(
            new ResidentSpec(
                UUID.randomUUID(),
                program,
                bundle,
                Map.of("PORT", String.valueOf(PORT)),
                List.of(),
                egress,
                PORT,
                output::write));
    return new TestingResident(resident, output);
  }

  Resident resident() {
    return resident;
  }

  String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  TestingResident awaitListening() {
    await(() -> resident.port().listening());
    return this;
  }

  TestingResident awaitOutput(String text) {
    await(() -> output().contains(text));
    return this;
  }

  private void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(10))
        .failFast("it ended: " + output(), () -> resident.ended().isDone())
        .until(condition);
  }

  ResidentExit awaitEnd() throws Exception {
    return resident.ended().get(20, TimeUnit.SECONDS);
  }

  SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(resident.socket()));
  }

  /** Sends it and the end, and reads to the end. */
  String exchange(String text) throws IOException {
    try (SocketChannel channel = connect()) {
      write(channel, text.getBytes(StandardCharsets.UTF_8));
      channel.shutdownOutput();
      return rest(channel);
    }
  }

  static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  static String read(SocketChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // until all is there
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  static String rest(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    while (channel.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
