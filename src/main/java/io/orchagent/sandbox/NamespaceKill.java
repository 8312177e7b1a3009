package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Ends a tree whose processes live in a process namespace of their own. */
final class NamespaceKill {

  private static final Logger LOG = Logger.getLogger(NamespaceKill.class);
  private static final long GRACE_SECONDS = 3;

  private NamespaceKill() {}

  /**
   * Kills the first process of the namespace rather than the one that waits for it outside: the
   * kernel lets that wait return only when the whole namespace is gone.
   */
  static void kill(Process outer) {
    if (!outer.isAlive() || (killFirst(outer.pid()) && ended(outer))) {
      return;
    }
    // The handle's: the process' own would also close the streams, and lose what they hold
    outer.toHandle().destroyForcibly();
    if (!ended(outer)) {
      LOG.warnf("The sandbox process %d does not end; look at its state with ps", outer.pid());
    }
  }

  private static boolean killFirst(long outer) {
    boolean killed = false;
    try {
      String children =
          Files.readString(Path.of("/proc/" + outer + "/task/" + outer + "/children"));
      for (String child : children.strip().split(" ")) {
        if (!child.isEmpty()) {
          killed |=
              ProcessHandle.of(Long.parseLong(child))
                  .map(ProcessHandle::destroyForcibly)
                  .orElse(false);
        }
      }
    } catch (IOException e) {
      LOG.debug("The process has ended meanwhile", e);
    }
    return killed;
  }

  private static boolean ended(Process process) {
    boolean interrupted = Thread.interrupted();
    try {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
      while (true) {
        try {
          return process.waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          // A tree that is being killed is waited for, whoever is in a hurry
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
