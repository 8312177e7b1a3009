package io.orchagent.platform.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.files.KeptFolders.Bounds;
import io.orchagent.platform.files.KeptFolders.Workplace;
import io.orchagent.testing.SettableClock;
import io.orchagent.testing.Together;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each folder of these tests takes two blocks unless it says otherwise. */
class KeptFoldersTest {
  private static final int BLOCK = 4096;
  private static final int ONE = 2 * BLOCK;

  /** Another server: a process that holds the lock of a folder until its input ends. */
  private static final String OTHER =
      """
      import fcntl, hashlib, os, sys
      d = bytearray(hashlib.md5(sys.argv[2].encode()).digest()[:8])
      d[6] = d[6] & 0x0f | 0x30
      position = int.from_bytes(d, 'big') & (0x7fffffffffffffff >> 1)
      f = open(sys.argv[1], 'r+')
      fcntl.lockf(f, fcntl.LOCK_SH, 1, position, os.SEEK_SET)
      print('held', flush=True)
      sys.stdin.read()
      """;

  private final SettableClock clock = new SettableClock();
  @TempDir Path top;

  private KeptFolders open(long bytes) throws IOException {
    return KeptFolders.open(top, new Bounds(bytes, Optional.empty()), clock);
  }

  private static FolderLease add(KeptFolders folders, String name, int blocks) throws IOException {
    try (Workplace work = folders.workplace()) {
      Path made = Files.createDirectory(work.folder().resolve("made"));
      Files.write(made.resolve("file"), new byte[(blocks - 1) * BLOCK]);
      Files.writeString(work.folder().resolve("waste"), "waste");
      return work.complete(made, name);
    }
  }

  private void used(KeptFolders folders, String... names) throws IOException {
    for (String name : names) {
      clock.advance(Duration.ofSeconds(1));
      Optional<FolderLease> found = folders.find(name);
      (found.isPresent() ? found.get() : add(folders, name, 2)).close();
    }
  }

  private List<String> there() throws IOException {
    try (Stream<Path> all = Files.list(top)) {
      return all.map(each -> each.getFileName().toString())
          .filter(name -> !name.equals(FolderUses.FILE))
          .sorted()
          .toList();
    }
  }

  @Test
  void beyond_the_bound_the_longest_unused_go_at_once() throws IOException {
    KeptFolders folders = open(3 * ONE);
    used(folders, "a", "b", "c", "a", "d");
    assertThat(there()).containsExactly("a", "c", "d");
    used(folders, "e", "f");
    assertThat(there()).containsExactly("d", "e", "f");
    assertThat(folders.find("a")).isEmpty();
  }

  @Test
  void what_is_in_use_stays_and_goes_when_it_is_not() throws IOException {
    KeptFolders folders = open(ONE);
    FolderLease first = add(folders, "a", 2);
    FolderLease again = folders.find("a").orElseThrow();
    FolderLease second = add(folders, "b", 2);
    FolderLease third = add(folders, "c", 2);
    assertThat(there()).containsExactly("a", "b", "c");
    second.close();
    second.close();
    assertThat(there()).containsExactly("a", "c");
    first.close();
    assertThat(there()).containsExactly("a", "c");
    again.close();
    assertThat(there()).containsExactly("c");
    third.close();
    assertThat(there()).containsExactly("c");
  }

  @Test
  void one_larger_than_the_bound_is_made_once_and_not_for_each_use() throws IOException {
    KeptFolders folders = open(ONE);
    used(folders, "a");
    add(folders, "huge", 9).close();
    assertThat(there()).containsExactly("huge");
    for (int i = 0; i < 3; i++) {
      folders.find("huge").orElseThrow().close();
    }
    used(folders, "a");
    assertThat(there()).containsExactly("a");
  }

  @Test
  void another_server_is_not_robbed_and_one_that_died_is_forgotten() throws Exception {
    KeptFolders folders = open(ONE);
    used(folders, "a");
    Process other =
        new ProcessBuilder("python3", "-c", OTHER, top.resolve(FolderUses.FILE).toString(), "a")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("held");
      used(folders, "b");
      assertThat(there()).containsExactly("a", "b");
    } finally {
      other.destroyForcibly().waitFor();
    }
    used(folders, "b");
    assertThat(there()).containsExactly("b");
  }

  @Test
  void what_another_server_added_or_removed_is_seen() throws IOException {
    KeptFolders folders = open(2 * ONE);
    used(folders, "a", "b");
    Files.createDirectory(top.resolve("theirs"));
    Files.write(top.resolve("theirs/file"), new byte[BLOCK]);
    Files.setLastModifiedTime(top.resolve("theirs"), FileTime.from(clock.instant().plusSeconds(1)));
    folders.sweep();
    assertThat(there()).containsExactly("b", "theirs");
    Folders.delete(top.resolve("b"));
    used(folders, "c");
    folders.sweep();
    assertThat(there()).containsExactly("c", "theirs");
  }

  @Test
  void what_a_killed_server_was_making_goes_and_what_is_being_made_stays() throws IOException {
    KeptFolders folders = open(ONE);
    Files.createDirectories(top.resolve("unfinished-1/deep"));
    try (Workplace work = folders.workplace()) {
      folders.sweep();
      assertThat(there()).containsExactly(work.folder().getFileName().toString());
    }
    assertThat(there()).isEmpty();
    Files.createDirectories(top.resolve("unfinished-2/deep"));
    open(ONE);
    assertThat(there()).isEmpty();
  }

  @Test
  void what_nobody_used_for_long_goes_before_there_is_too_much() throws IOException {
    KeptFolders folders =
        KeptFolders.open(top, new Bounds(99 * ONE, Optional.of(Duration.ofDays(30))), clock);
    used(folders, "old", "held", "used");
    FolderLease held = folders.find("held").orElseThrow();
    clock.advance(Duration.ofDays(29));
    used(folders, "used");
    clock.advance(Duration.ofDays(2));
    folders.sweep();
    assertThat(there()).containsExactly("held", "used");
    held.close();
    folders.sweep();
    assertThat(there()).containsExactly("used");
  }

  @Test
  void many_at_once_never_lose_what_they_use() throws IOException {
    List<KeptFolders> servers = List.of(open(3 * ONE), open(3 * ONE));
    AtomicInteger made = new AtomicInteger();
    List<Integer> uses =
        Together.run(
            8,
            thread -> {
              int done = 0;
              for (int i = 0; i < 100; i++) {
                done += use(servers.get(thread % 2), "f" + (i * (thread + 1)) % 7, made);
              }
              return done;
            });
    assertThat(uses).containsOnly(100);
    assertThat(made.get()).isGreaterThan(7);
    List<String> left = new ArrayList<>(there());
    servers.getFirst().sweep();
    servers.getLast().sweep();
    assertThat(there()).hasSizeLessThanOrEqualTo(3).isSubsetOf(left);
    assertThat(there()).allMatch(name -> name.startsWith("f"));
  }

  private static int use(KeptFolders folders, String name, AtomicInteger made) {
    try {
      Optional<FolderLease> found = folders.find(name);
      if (found.isEmpty()) {
        made.incrementAndGet();
      }
      try (FolderLease lease = found.isPresent() ? found.get() : add(folders, name, 2)) {
        return Files.size(lease.folder().resolve("file")) == BLOCK ? 1 : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
