package io.orchagent.platform.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One server to a home. The lock is the operating system's, so it ends with its holder however that
 * dies; the number of the process lies in a file beside it, for the message only.
 */
final class HomeLock {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  static HomeLock acquire(Home home) {
    Path file = home.file("lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new EmbeddedException(
            "one is running already in "
                + home.directory()
                + " (process "
                + holder(home)
                + "): stop it, or set ORCHAGENT_HOME to another folder");
      }
      home.writePrivate("pid", ProcessHandle.current().pid() + "\n");
      return new HomeLock(channel);
    } catch (IOException e) {
      throw new EmbeddedException("cannot lock " + file, e);
    }
  }

  private static String holder(Home home) throws IOException {
    Path pid = home.file("pid");
    return Files.exists(pid) ? Files.readString(pid).strip() : "unknown";
  }

  void release() {
    try {
      channel.close();
    } catch (IOException e) {
      // The JVM is about to end, and the lock with it.
    }
  }
}
