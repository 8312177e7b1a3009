package io.orchagent.sandbox;

import io.orchagent.sandbox.Feed.UnreadableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The way into a launch. What goes wrong in it is the launch's own end, which is no failure; all
 * else that goes wrong while it is written to is a source that can't be read.
 */
final class LaunchPipe extends OutputStream {

  private static final Logger LOG = Logger.getLogger(LaunchPipe.class);

  /** The other end is closed: the program has ended, or never reads. */
  static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;

    private EndedException(Throwable cause) {
      super(cause);
    }
  }

  /** What is said to a launch. */
  interface Content {
    void writeTo(OutputStream out) throws IOException, UnreadableException;
  }

  /** Writing failed, as against reading what is written. */
  static final class BrokenPipe extends IOException {
    private static final long serialVersionUID = 1L;

    private BrokenPipe(IOException cause) {
      super(cause);
    }
  }

  private final OutputStream pipe;

  private LaunchPipe(OutputStream pipe) {
    this.pipe = pipe;
  }

  /** Writes all and leaves the pipe open for more. */
  static void write(OutputStream pipe, Content content) throws EndedException, UnreadableException {
    LaunchPipe out = new LaunchPipe(pipe);
    try {
      content.writeTo(out);
      out.flush();
    } catch (BrokenPipe e) {
      throw new EndedException(e);
    } catch (IOException e) {
      // The message of a file system names a folder of the host
      String why = e instanceof FileSystemException ? "" : ": " + e.getMessage();
      throw new UnreadableException("the bundle can't be read" + why, e);
    }
  }

  /**
   * Writes all that a run is given, and closes. Where a source can't be read the pipe stays open:
   * at the end of its input the launch would end by itself, before anybody is told why.
   */
  static void fill(OutputStream pipe, UUID run, Content content) throws UnreadableException {
    try {
      write(pipe, content);
    } catch (EndedException e) {
      LOG.debugf("The sandbox of run %s ended before it had read all", run);
    } catch (UnreadableException e) {
      LOG.warnf(e, "The sandbox of run %s could not be prepared: %s", run, e.getMessage());
      throw e;
    }
    try {
      pipe.close();
    } catch (IOException e) {
      LOG.debugf("The sandbox of run %s ended before it had read all", run);
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      pipe.write(bytes, from, count);
    } catch (IOException e) {
      throw new BrokenPipe(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      pipe.flush();
    } catch (IOException e) {
      throw new BrokenPipe(e);
    }
  }
}
