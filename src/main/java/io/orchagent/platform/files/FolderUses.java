package io.orchagent.platform.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which folders of one place are in use, by this process and by others of this machine: each holds
 * a shared lock on a byte of one file, whose position is the hash of the folder's name. The kernel
 * gives the locks back when a process dies, however it dies.
 */
final class FolderUses {
  /** Not a folder, and never removed: a lock on a file that is gone would exclude nobody. */
  static final String FILE = "locks";

  private static final long RETRY_NANOS = 100_000;

  // The kernel counts locks by process: closing a second channel would give back all of the first
  private static final Map<Path, FolderUses> OPEN = new HashMap<>();

  private final FileChannel channel;
  private final Map<Long, Use> uses = new HashMap<>();

  private FolderUses(FileChannel channel) {
    this.channel = channel;
  }

  private static final class Use {
    private final FileLock lock;
    private int count = 1;

    private Use(FileLock lock) {
      this.lock = lock;
    }
  }

  /** What is done to a folder that nobody uses. */
  interface Removal {
    void run() throws IOException;
  }

  static FolderUses of(Path place) throws IOException {
    synchronized (OPEN) {
      Path real = place.toRealPath();
      FolderUses known = OPEN.get(real);
      if (known == null) {
        known =
            new FolderUses(
                FileChannel.open(
                    real.resolve(FILE),
                    Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------"))));
        OPEN.put(real, known);
      }
      return known;
    }
  }

  /** From now on the folder stays, if it is there. Waits for one who is removing it. */
  synchronized void enter(String name) throws IOException {
    Use use = uses.get(position(name));
    if (use != null) {
      use.count++;
      return;
    }
    FileLock lock = tryLock(name, true);
    while (lock == null) {
      // Somebody else's removal is one renaming
      LockSupport.parkNanos(RETRY_NANOS);
      lock = tryLock(name, true);
    }
    uses.put(position(name), new Use(lock));
  }

  synchronized void leave(String name) throws IOException {
    Use use = uses.get(position(name));
    if (use != null && --use.count == 0) {
      uses.remove(position(name));
      use.lock.release();
    }
  }

  /** Removes the folder unless anybody uses it; false when somebody does. */
  synchronized boolean removed(String name, Removal removal) throws IOException {
    if (uses.containsKey(position(name))) {
      return false;
    }
    FileLock lock = tryLock(name, false);
    if (lock == null) {
      return false;
    }
    try {
      removal.run();
    } finally {
      lock.release();
    }
    return true;
  }

  /** Never the waiting kind: it closes the channel when its thread is interrupted. */
  private @Nullable FileLock tryLock(String name, boolean shared) throws IOException {
    return channel.tryLock(position(name), 1, shared);
  }

  private static long position(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).getMostSignificantBits() & (Long.MAX_VALUE >> 1);
  }
}
