package io.orchagent.platform.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class BlobsTest {
  @Inject Blobs blobs;
  @Inject EntityManager database;
  @TempDir Path folder;

  private Path file(int size) throws IOException {
    byte[] noise = new byte[size];
    ThreadLocalRandom.current().nextBytes(noise);
    return Files.write(folder.resolve("file"), noise);
  }

  private long chunks(Blob blob) {
    return ((Number)
            database
                .createNativeQuery("select count(*) from blob_chunk where sha256 = ?1")
                .setParameter(1, HexFormat.of().parseHex(blob.sha256()))
                .getSingleResult())
        .longValue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_048_575, 1_048_576, 1_048_577, 5_000_000})
  void what_was_stored_comes_back(int size) throws IOException {
    Path file = file(size);
    Blob blob = Blobs.measure(file);
    blobs.store(blob, file);
    assertThat(blobs.find(blob.sha256())).contains(blob);
    assertThat(blob.sizeBytes()).isEqualTo(size);
    try (InputStream in = blobs.open(blob)) {
      assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(file));
    }
    assertThat(chunks(blob)).isEqualTo((size + 1_048_575) / 1_048_576);
  }

  @Test
  void the_same_bytes_are_stored_once_also_when_they_come_at_once() throws IOException {
    Path file = file(3_000_000);
    Blob blob = Blobs.measure(file);
    try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 8)
          .mapToObj(i -> CompletableFuture.runAsync(() -> blobs.store(blob, file), together))
          .toList()
          .forEach(CompletableFuture::join);
    }
    assertThat(chunks(blob)).isEqualTo(3);
  }

  @Test
  void what_was_not_stored_is_not_found() {
    assertThat(blobs.find("ab".repeat(32))).isEmpty();
  }
}
