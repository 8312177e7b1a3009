package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Looks at the resident memory of every run's process tree a few times a second. The address space
 * can't be limited instead: Node.js reserves gigabytes of it.
 */
final class ResidentWatch implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ResidentWatch.class);
  private static final Pattern RESIDENT =
      Pattern.compile("^Rss(?:Anon|Shmem):\\s+(\\d+) kB$", Pattern.MULTILINE);

  private final long limit;
  private final Map<Long, Runnable> watched = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sandbox-memory").factory());

  /**
   * @param limit in bytes
   * @param period between two looks, in milliseconds
   */
  ResidentWatch(long limit, long period) {
    this.limit = limit;
    var unused = thread.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  void watch(long process, Runnable onOver) {
    watched.put(process, onOver);
  }

  void forget(long process) {
    watched.remove(process);
  }

  private void look() {
    watched.forEach(
        (process, onOver) -> {
          try {
            if (tree(process) > limit) {
              onOver.run();
            }
          } catch (RuntimeException e) {
            LOG.warnf(e, "The memory of the sandbox process %d cannot be read", process);
          }
        });
  }

  /** What the process and its descendants keep, in bytes; those that ended meanwhile count zero. */
  static long tree(long process) {
    long bytes = resident(process);
    for (long child : children(process)) {
      bytes += tree(child);
    }
    return bytes;
  }

  private static long resident(long process) {
    Matcher matcher = RESIDENT.matcher(read("/proc/" + process + "/status"));
    long bytes = 0;
    while (matcher.find()) {
      bytes += Long.parseLong(matcher.group(1)) * 1024;
    }
    return bytes;
  }

  private static List<Long> children(long process) {
    Path tasks = Path.of("/proc/" + process + "/task");
    try (var threads = Files.list(tasks)) {
      return threads
          .flatMap(task -> read(task + "/children").lines())
          .flatMap(line -> List.of(line.strip().split(" ")).stream())
          .filter(word -> !word.isEmpty())
          .map(Long::valueOf)
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of();
    }
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
