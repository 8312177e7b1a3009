package io.orchagent.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * How the native binary starts processes. Its default is fork(2), after which each page that the
 * server writes is copied first: that took some 20 ms of processor time a start. The JDK's other
 * way, posix_spawn, needs a program of the JDK beside it, which a single binary has not. So it is
 * vfork(2): the same as posix_spawn does inside, without the helper.
 */
public final class NativeLaunches {
  private static final String PROPERTY = "jdk.lang.Process.launchMechanism";

  private NativeLaunches() {}

  /** To be called before the first process is started, in the native binary. */
  public static void choose() {
    System.setProperty(PROPERTY, "VFORK");
    // The choice is read once, with words about a future JDK that no operator can do anything about
    PrintStream errors = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    try {
      new ProcessBuilder("/").start();
    } catch (IOException e) {
      // A folder can't be run, which is all right
    } finally {
      System.setErr(errors);
    }
  }
}
