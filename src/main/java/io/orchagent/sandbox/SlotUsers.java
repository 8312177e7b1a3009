package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The host's user ids for the slots of a server that runs as root: no two slots share one, so that
 * one run can't signal another or use up its processes, and neither do two servers of one host,
 * which a lock per id sees to for as long as the server lives.
 */
final class SlotUsers implements AutoCloseable {

  private static final int SEARCHED = 4096;
  private static final Path LOCKS = Path.of("/run/orchagent/slots");

  private final boolean root;
  private final int first;
  private final Map<Integer, Integer> uids = new HashMap<>();
  private final List<FileChannel> locks = new ArrayList<>();
  private int next;

  SlotUsers(boolean root, int first) {
    this.root = root;
    this.first = first;
  }

  synchronized int uid(int slot) {
    return root ? uids.computeIfAbsent(slot, ignored -> claim()) : -1;
  }

  private int claim() {
    while (next < SEARCHED) {
      int uid = first + next++;
      if (lock(uid)) {
        return uid;
      }
    }
    throw new SandboxUnavailable(
        "No free host user ids for sandboxes from "
            + first
            + "; set orchagent.sandbox.uid-base to a range that nobody uses");
  }

  private boolean lock(int uid) {
    try {
      Files.createDirectories(LOCKS);
      FileChannel channel =
          FileChannel.open(
              LOCKS.resolve(String.valueOf(uid)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        return false;
      }
      locks.add(channel);
      return true;
    } catch (java.nio.channels.OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      // Nowhere to put locks: a second server on this host has to be given another range
      return true;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (FileChannel channel : locks) {
      channel.close();
    }
    locks.clear();
  }
}
