package io.orchagent.platform.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Folders by name that can be made again, within a bound. One appears under its name only when it
 * is complete. What is added beyond the bound pushes out the longest unused at once, but never what
 * is in use, here or by another server of this machine, nor the last one used: one that alone is
 * larger than the bound would else be made for each use.
 */
public final class KeptFolders {
  private static final Logger LOG = Logger.getLogger(KeptFolders.class);
  private static final String UNFINISHED = "unfinished-";

  /** How often a use is noted on disk, where other servers see it. */
  private static final Duration NOTE = Duration.ofMinutes(1);

  private static final Duration WARN = Duration.ofMinutes(1);

  private final Path top;
  private final Bounds bounds;
  private final Clock clock;
  private final FolderUses uses;
  // The longest unused first
  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private long total;
  private volatile boolean over;
  private Instant warned = Instant.MIN;

  /**
   * What may stay.
   *
   * @param bytes of all together, as they take on a disk
   * @param age after which an unused one goes; empty for never
   */
  public record Bounds(long bytes, Optional<Duration> age) {}

  private record Kept(long bytes, Instant used, Instant noted) {}

  private KeptFolders(Path top, Bounds bounds, Clock clock, FolderUses uses) {
    this.top = top;
    this.bounds = bounds;
    this.clock = clock;
    this.uses = uses;
  }

  /**
   * Those below an existing folder; what killed servers left there goes.
   *
   * @param top of this and nothing else
   */
  public static KeptFolders open(Path top, Bounds bounds, Clock clock) throws IOException {
    KeptFolders folders = new KeptFolders(top, bounds, clock, FolderUses.of(top));
    folders.sweep();
    return folders;
  }

  /** The folder of this name; empty when it has to be made. */
  public Optional<FolderLease> find(String name) throws IOException {
    uses.enter(name);
    try {
      Path folder = top.resolve(name);
      if (Files.isDirectory(folder)) {
        used(name, folder);
        return Optional.of(new FolderLease(folder, () -> leave(name)));
      }
    } catch (IOException | RuntimeException e) {
      uses.leave(name);
      throw e;
    }
    uses.leave(name);
    return Optional.empty();
  }

  /** A folder to make one in; what is still in it when it is closed goes. */
  public Workplace workplace() throws IOException {
    String name = UNFINISHED + UUID.randomUUID();
    uses.enter(name);
    try {
      return new Workplace(name, Files.createDirectory(top.resolve(name)));
    } catch (IOException e) {
      uses.leave(name);
      throw e;
    }
  }

  /** Where a folder is made. */
  public final class Workplace implements AutoCloseable {
    private final String name;
    private final Path folder;

    private Workplace(String name, Path folder) {
      this.name = name;
      this.folder = folder;
    }

    public Path folder() {
      return folder;
    }

    /**
     * Gives what was made its name. Another server of this machine may have been faster.
     *
     * @param made in this workplace
     */
    public FolderLease complete(Path made, String wanted) throws IOException {
      uses.enter(wanted);
      try {
        Path target = top.resolve(wanted);
        try {
          Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          if (!Files.isDirectory(target)) {
            throw e;
          }
        }
        used(wanted, target);
        makeRoom();
        return new FolderLease(target, () -> leave(wanted));
      } catch (IOException | RuntimeException e) {
        uses.leave(wanted);
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      try {
        delete(List.of(folder));
      } finally {
        uses.leave(name);
      }
    }
  }

  /** One that can't be deleted is no reason to keep the others, or to fail. */
  private static void delete(List<Path> folders) {
    for (Path each : folders) {
      try {
        Folders.delete(each);
      } catch (IOException e) {
        LOG.warnf("%s could not be deleted: %s", each, e.getMessage());
      }
    }
  }

  private void leave(String name) {
    try {
      uses.leave(name);
      if (over) {
        makeRoom();
      }
    } catch (IOException e) {
      LOG.warnf("%s could not be tidied: %s", top, e.getMessage());
    }
  }

  private void used(String name, Path folder) throws IOException {
    Instant now = clock.instant();
    boolean known;
    synchronized (this) {
      known = kept.containsKey(name);
    }
    // Once for each, and nobody waits for it
    long bytes = known ? 0 : Folders.size(folder);
    boolean note;
    synchronized (this) {
      Kept before = kept.remove(name);
      note = before == null || before.noted().plus(NOTE).isBefore(now);
      kept.put(
          name,
          new Kept(before == null ? bytes : before.bytes(), now, note ? now : before.noted()));
      total += before == null ? bytes : 0;
      over = total > bounds.bytes();
    }
    if (note) {
      Files.setLastModifiedTime(folder, FileTime.from(now));
    }
  }

  private void makeRoom() throws IOException {
    List<Path> gone = new ArrayList<>();
    synchronized (this) {
      Iterator<Map.Entry<String, Kept>> longestUnused = kept.entrySet().iterator();
      int left = kept.size();
      while (total > bounds.bytes() && left-- > 1) {
        Map.Entry<String, Kept> next = longestUnused.next();
        if (hide(next.getKey(), gone)) {
          total -= next.getValue().bytes();
          longestUnused.remove();
        }
      }
      over = total > bounds.bytes();
      if (over && !warned.plus(WARN).isAfter(clock.instant())) {
        warned = clock.instant();
        LOG.warnf(
            "%s holds %d MiB, more than its %d MiB: what is in use, or alone larger, stays; raise"
                + " the limit",
            top, total >> 20, bounds.bytes() >> 20);
      }
    }
    delete(gone);
  }

  /** Out of sight before it is deleted, so that nobody finds half of it; false when in use. */
  private boolean hide(String name, List<Path> hidden) throws IOException {
    Path target = top.resolve(UNFINISHED + UUID.randomUUID());
    return uses.removed(
        name,
        () -> {
          try {
            Files.move(top.resolve(name), target, StandardCopyOption.ATOMIC_MOVE);
            hidden.add(target);
          } catch (NoSuchFileException e) {
            // Another server of this machine was faster
            LOG.debugf("%s is gone already", name);
          }
        });
  }

  /**
   * Looks at the disk, to be done once in a while: other servers of this machine add and remove as
   * well, and what a killed one was making is in its way. What is too old goes.
   */
  public void sweep() throws IOException {
    Map<String, Instant> found = new HashMap<>();
    List<Path> gone = new ArrayList<>();
    try (Stream<Path> all = Files.list(top)) {
      for (Path each : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
        String name = each.getFileName().toString();
        if (!name.startsWith(UNFINISHED)) {
          found.put(name, Folders.lastModified(each));
        } else if (uses.removed(name, () -> {})) {
          gone.add(each);
        }
      }
    }
    Map<String, Long> sizes = sizes(found);
    synchronized (this) {
      merge(found, sizes);
      bounds.age().ifPresent(age -> hideOlder(clock.instant().minus(age), gone));
    }
    delete(gone);
    makeRoom();
  }

  private Map<String, Long> sizes(Map<String, Instant> found) throws IOException {
    Map<String, Long> sizes = new HashMap<>();
    for (String name : found.keySet()) {
      boolean known;
      synchronized (this) {
        known = kept.containsKey(name);
      }
      if (!known) {
        sizes.put(name, Folders.size(top.resolve(name)));
      }
    }
    return sizes;
  }

  /** What others did since, in the order of the last uses of all. */
  private void merge(Map<String, Instant> found, Map<String, Long> sizes) {
    Map<String, Kept> all = new HashMap<>(kept);
    all.keySet()
        .removeIf(name -> !found.containsKey(name) && !Files.isDirectory(top.resolve(name)));
    sizes.forEach(
        (name, bytes) -> all.putIfAbsent(name, new Kept(bytes, Instant.MIN, Instant.MIN)));
    kept.clear();
    total = 0;
    all.entrySet().stream()
        .map(each -> Map.entry(each.getKey(), seen(each.getValue(), found.get(each.getKey()))))
        .sorted(Comparator.comparing(each -> each.getValue().used()))
        .forEach(
            each -> {
              kept.put(each.getKey(), each.getValue());
              total += each.getValue().bytes();
            });
    over = total > bounds.bytes();
  }

  private static Kept seen(Kept known, @Nullable Instant byAnybody) {
    return byAnybody == null || byAnybody.isBefore(known.used())
        ? known
        : new Kept(known.bytes(), byAnybody, known.noted());
  }

  private void hideOlder(Instant since, List<Path> gone) {
    Iterator<Map.Entry<String, Kept>> longestUnused = kept.entrySet().iterator();
    while (longestUnused.hasNext()) {
      Map.Entry<String, Kept> next = longestUnused.next();
      if (!next.getValue().used().isBefore(since)) {
        return;
      }
      try {
        if (hide(next.getKey(), gone)) {
          total -= next.getValue().bytes();
          longestUnused.remove();
        }
      } catch (IOException e) {
        LOG.warnf("%s in %s could not be removed: %s", next.getKey(), top, e.getMessage());
      }
    }
  }
}
