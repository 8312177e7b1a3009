package io.orchagent.calls.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.sandbox.Dialogue;
import io.orchagent.sandbox.SandboxResult;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The one sandbox of a loop: a small program in it does one thing after the other. */
final class LoopSandbox implements Dialogue {
  /** Reads the rest of itself, since a shell would read it byte by byte. */
  static final String PROGRAM =
      "exec python3 -ISc 'import sys;i=sys.stdin.buffer;exec(i.read(int(i.readline())))'";

  private static final int LONGEST_ANSWER = 4 * 1024 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final byte[] DRIVER = resource("loop.py");
  private static final String HELPER = new String(resource("orch_call.py"), StandardCharsets.UTF_8);

  private record Order(@Nullable ObjectNode tree, CompletableFuture<Answer> answer) {}

  /** What came of it. */
  record Answer(boolean succeeded, String text) {}

  /** The sandbox has ended; nothing can be done in it any more. */
  static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;

    EndedException() {
      super("the sandbox has ended", null, false, false);
    }
  }

  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final CompletableFuture<SandboxResult> result = new CompletableFuture<>();

  static String helper() {
    return HELPER;
  }

  static ObjectNode order(String tool) {
    return JsonNodeFactory.instance.objectNode().put("tool", tool);
  }

  /** Blocks until the sandbox has done it. */
  Answer does(ObjectNode order) throws EndedException, InterruptedException {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    orders.add(new Order(order, answer));
    // What is asked of a sandbox that has ended is answered by nobody else
    if (result.isDone()) {
      throw new EndedException();
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new EndedException();
    }
  }

  /** Has it end. */
  void close() {
    orders.add(new Order(null, new CompletableFuture<>()));
  }

  /** It has ended by itself or was ended; who waits for it is told. */
  void ended(@Nullable SandboxResult how, @Nullable Throwable failure) {
    if (how == null) {
      result.completeExceptionally(Objects.requireNonNull(failure));
    } else {
      result.complete(how);
    }
    close();
    for (Order left = orders.poll(); left != null; left = orders.poll()) {
      left.answer().completeExceptionally(new EndedException());
    }
    close();
  }

  CompletableFuture<SandboxResult> result() {
    return result;
  }

  @Override
  public void talk(InputStream from, OutputStream to) throws IOException, InterruptedException {
    to.write((DRIVER.length + "\n").getBytes(StandardCharsets.US_ASCII));
    to.write(DRIVER);
    to.flush();
    while (true) {
      Order order = orders.take();
      if (order.tree() == null) {
        return;
      }
      try {
        to.write((order.tree() + "\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
        JsonNode answer = JSON.readTree(line(from));
        order
            .answer()
            .complete(new Answer(answer.path("ok").asBoolean(), answer.path("text").asText("")));
      } catch (IOException e) {
        order.answer().completeExceptionally(e);
        throw e;
      }
    }
  }

  /** What runs in there can write here too, so that nothing of it is taken for granted. */
  private static byte[] line(InputStream from) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] chunk = new byte[64 * 1024];
    while (line.size() < LONGEST_ANSWER) {
      int read = from.read(chunk);
      if (read < 0) {
        throw new EOFException("the sandbox has ended");
      }
      line.write(chunk, 0, read);
      if (read > 0 && chunk[read - 1] == '\n') {
        return line.toByteArray();
      }
    }
    throw new IOException("the sandbox answers without end");
  }

  private static byte[] resource(String name) {
    try (InputStream in = LoopSandbox.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
