package io.orchagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.platform.blobs.Blob;
import io.orchagent.platform.blobs.Blobs;
import io.orchagent.platform.files.FolderLease;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class BundleCacheTest {
  @Inject Blobs blobs;
  @TempDir Path folder;

  private record Settings(
      Path cacheDir, MemorySize cacheSize, Duration releaseCache, Duration deletedRetention)
      implements AgentsConfig {}

  private BundleCache cache(Instant now, long bytes) {
    return new BundleCache(
        blobs,
        new Settings(
            folder.resolve("cache"),
            new MemorySize(BigInteger.valueOf(bytes)),
            Duration.ofSeconds(1),
            Duration.ofDays(30)),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private String stored(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("bundle.zip"), bytes);
    Blob blob = Blobs.measure(file);
    blobs.store(blob, file);
    return blob.sha256();
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve("cache"))) {
      return folders
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static Path used(BundleCache cache, String hash) {
    try (FolderLease use = cache.unpacked(hash)) {
      return use.folder();
    }
  }

  @Test
  void a_bundle_is_unpacked_once_for_all_who_ask_at_once() throws IOException {
    String hash =
        stored(
            new RawZip()
                .add(RawZip.Entry.of("main.py", "print(1)"))
                .add(RawZip.Entry.of("bin/run", "#!/bin/sh").mode(RawZip.PROGRAM))
                .build());
    List<BundleCache> servers =
        List.of(cache(Instant.now(), 1 << 30), cache(Instant.now(), 1 << 30));
    try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Path> found =
          IntStream.range(0, 24)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            try (FolderLease use = servers.get(i % 2).unpacked(hash)) {
                              return use.folder();
                            }
                          },
                          together))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .distinct()
              .toList();
      assertThat(found).containsExactly(folder.resolve("cache").resolve(hash));
    }
    assertThat(cached()).containsExactly(hash);
    Path bundle = used(servers.getFirst(), hash);
    assertThat(bundle.resolve("main.py")).hasContent("print(1)");
    assertThat(bundle.resolve("bin/run")).isExecutable();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
        .isEqualTo("rwxr-xr-x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void what_is_not_stored_is_a_failure_that_leaves_nothing() throws IOException {
    BundleCache cache = cache(Instant.now(), 1 << 30);
    assertThatThrownBy(() -> cache.unpacked("0".repeat(64)))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(cached()).isEmpty();
    assertThat(folder.resolve("cache")).isDirectoryContaining(file -> file.endsWith("locks"));
  }

  @Test
  void a_full_cache_lets_go_of_the_longest_unused_at_once() throws IOException {
    String old = stored(RawZip.of("main.py", "old"));
    String kept = stored(RawZip.of("main.py", "kept"));
    String next = stored(RawZip.of("main.py", "next"));
    // Room for two
    BundleCache cache = cache(Instant.now(), 2 * 8192);
    used(cache, old);
    used(cache, kept);
    used(cache, next);
    assertThat(cached()).containsExactlyInAnyOrder(kept, next);
    try (FolderLease running = cache.unpacked(kept)) {
      used(cache, old);
      used(cache, next);
      assertThat(cached()).containsExactlyInAnyOrder(kept, next);
      assertThat(running.folder().resolve("main.py")).hasContent("kept");
    }
  }
}
