package io.orchagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.platform.blobs.Blob;
import io.orchagent.platform.blobs.Blobs;
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

  private record Settings(Path cacheDir, MemorySize cacheSize, Duration releaseCache)
      implements AgentsConfig {}

  private BundleCache cache(Instant now, long bytes) {
    return new BundleCache(
        blobs,
        new Settings(
            folder.resolve("cache"),
            new MemorySize(BigInteger.valueOf(bytes)),
            Duration.ofSeconds(1)),
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
      return folders.map(path -> path.getFileName().toString()).sorted().toList();
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
                          () -> servers.get(i % 2).unpacked(hash), together))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .distinct()
              .toList();
      assertThat(found).containsExactly(folder.resolve("cache").resolve(hash));
    }
    assertThat(cached()).containsExactly(hash);
    Path bundle = servers.getFirst().unpacked(hash);
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
  }

  @Test
  void a_full_cache_lets_go_of_what_was_not_used_for_an_hour() throws IOException {
    String old = stored(RawZip.of("main.py", "old " + "x".repeat(2_000)));
    String fresh = stored(RawZip.of("main.py", "fresh " + "x".repeat(2_000)));
    String next = stored(RawZip.of("main.py", "next " + "x".repeat(2_000)));
    Instant now = Instant.now();
    cache(now.minus(Duration.ofHours(2)), 1_000).unpacked(old);
    cache(now.minus(Duration.ofMinutes(30)), 1_000_000).unpacked(fresh);
    Files.createDirectory(folder.resolve("cache/unfinished-by-a-crash"));
    Files.setLastModifiedTime(
        folder.resolve("cache/unfinished-by-a-crash"),
        java.nio.file.attribute.FileTime.from(now.minus(Duration.ofHours(3))));
    cache(now, 1_000).unpacked(next);
    assertThat(cached()).containsExactlyInAnyOrder(fresh, next);
  }
}
