package io.orchagent.sandbox;

import io.orchagent.sandbox.resident.PortState;
import io.orchagent.sandbox.resident.Resident;
import io.orchagent.sandbox.resident.ResidentExit;
import io.orchagent.sandbox.resident.ResidentOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One started launch of a resident: what it says, what it is told, and how it ends. */
final class RunningResident implements Resident {
  private static final Logger LOG = Logger.getLogger(RunningResident.class);
  private static final int CHUNK = 64 * 1024;
  private static final int LONGEST_COMPLAINT = 2 * 1024;
  private static final long DRAIN_SECONDS = 5;
  private static final int KILLED = 137;
  private static final byte[] TERM = "TERM\n".getBytes(StandardCharsets.US_ASCII);

  // Platform threads: a blocking read of a pipe would hold a virtual thread's carrier
  private static final ExecutorService STREAMS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("resident-io-", 0).factory());

  private final Launcher launcher;
  private final Process process;
  private final Path socket;
  private final int port;
  private final ResidentFeed feed;
  private final ResidentOutput output;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Void> read = new CompletableFuture<>();
  private final CompletableFuture<ResidentExit> ended = new CompletableFuture<>();
  private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();
  private volatile @Nullable String failure;
  private volatile boolean killed;

  /** What a resident is made of. */
  record Parts(Launcher launcher, Process process, Path socket, int port) {}

  RunningResident(Parts parts, ResidentFeed feed, ResidentOutput output) {
    this.launcher = parts.launcher();
    this.process = parts.process();
    this.socket = parts.socket();
    this.port = parts.port();
    this.feed = feed;
    this.output = output;
  }

  /**
   * Begins to read and to wait.
   *
   * @param onEnd done when nothing is left of it, before anybody is told
   */
  void begin(Runnable onEnd) {
    STREAMS.execute(this::readAll);
    Thread.ofVirtual().name("resident-exit").start(() -> awaitExit(onEnd));
  }

  private void awaitExit(Runnable onEnd) {
    try {
      process.waitFor();
      // Where nothing isolates, children may be left that hold its streams open
      launcher.kill(process);
      read.completeOnTimeout(null, DRAIN_SECONDS, TimeUnit.SECONDS).join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      ResidentExit exit = exit();
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        LOG.trace("A pipe whose other end is gone", e);
      }
      onEnd.run();
      ended.complete(exit);
    }
  }

  private ResidentExit exit() {
    boolean ran = started.isDone();
    String why = failure;
    if (why == null && !ran) {
      why = text();
    }
    if (!ran) {
      return new ResidentExit(false, -1, "The sandbox could not be prepared: " + why);
    }
    return new ResidentExit(true, killed ? KILLED : process.exitValue(), why == null ? "" : why);
  }

  private String text() {
    synchronized (complaint) {
      return complaint.toString(StandardCharsets.UTF_8).strip();
    }
  }

  private void readAll() {
    try (InputStream in = process.getInputStream()) {
      if (greeting(in)) {
        started.complete(null);
        pump(in);
      } else {
        in.transferTo(new Complaint());
      }
    } catch (IOException e) {
      LOG.trace("The process has ended", e);
    } catch (RuntimeException e) {
      LOG.error("What a resident writes could not be taken", e);
    } finally {
      read.complete(null);
    }
  }

  private boolean greeting(InputStream in) throws IOException {
    if (!expect(in, Feed.READY)) {
      return false;
    }
    STREAMS.execute(this::feed);
    return expect(in, Feed.START);
  }

  /** What stands there instead says what went wrong. */
  private boolean expect(InputStream in, String expected) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && line.size() < LONGEST_COMPLAINT; c = in.read()) {
      if (c == '\n') {
        if (line.toString(StandardCharsets.UTF_8).equals(expected)) {
          return true;
        }
        break;
      }
      line.write(c);
    }
    synchronized (complaint) {
      line.writeTo(complaint);
      complaint.write('\n');
    }
    return false;
  }

  /** The beginning of what is said where the program should have started. */
  private final class Complaint extends java.io.OutputStream {
    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      synchronized (complaint) {
        int room = Math.max(0, LONGEST_COMPLAINT - complaint.size());
        complaint.write(bytes, offset, Math.min(room, length));
      }
    }
  }

  private void pump(InputStream in) throws IOException {
    byte[] buffer = new byte[CHUNK];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      output.write(buffer, 0, count);
    }
  }

  private void feed() {
    try {
      feed.writeTo(process.getOutputStream());
    } catch (Feed.UnreadableException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  /** Ends it for a reason of the server's. */
  void fail(String why) {
    if (failure == null) {
      failure = why;
    }
    kill();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public Path socket() {
    return socket;
  }

  @Override
  public CompletableFuture<Void> started() {
    return started;
  }

  @Override
  public CompletableFuture<ResidentExit> ended() {
    return ended;
  }

  @Override
  public PortState port() {
    return process.isAlive() ? PortState.of(inside(), port) : PortState.CLOSED;
  }

  /** A process in the sandbox: the launch itself may wait outside. */
  private long inside() {
    long outer = process.pid();
    try {
      String children =
          Files.readString(Path.of("/proc/" + outer + "/task/" + outer + "/children")).strip();
      return children.isEmpty() ? outer : Long.parseLong(children.split(" ", 2)[0]);
    } catch (IOException | NumberFormatException e) {
      return outer;
    }
  }

  @Override
  public void terminate() {
    if (!started.isDone()) {
      // It reads its script yet, and has done nothing that it could put in order
      kill();
      return;
    }
    try {
      var pipe = process.getOutputStream();
      pipe.write(TERM);
      pipe.flush();
    } catch (IOException e) {
      LOG.trace("It has ended already", e);
    }
  }

  @Override
  public void kill() {
    // Not every launcher tells of it by its own exit
    killed = process.isAlive() || killed;
    launcher.kill(process);
  }
}
