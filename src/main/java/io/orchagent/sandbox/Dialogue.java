package io.orchagent.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Talks with a program while it runs, in place of an input that is known beforehand. */
@FunctionalInterface
public interface Dialogue {
  /**
   * Called once, when the program starts, on a thread that may block. The run ends when this
   * returns or throws; both streams end when the run does.
   *
   * @param from the program's standard output, which nobody bounds but the reader
   */
  void talk(InputStream from, OutputStream to) throws IOException, InterruptedException;
}
