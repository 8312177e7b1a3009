package io.orchagent.platform.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.persistence.Sql;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.orchagent.testing.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class BlobSweepTest {
  @Inject BlobSweep sweep;
  @Inject Blobs blobs;
  @Inject Sql sql;
  @TempDir Path folder;

  private Path file() throws IOException {
    return Files.writeString(folder.resolve("file"), TestWorkspace.unique());
  }

  private Blob stored(Path file) {
    Blob blob = Blobs.measure(file);
    blobs.store(blob, file);
    return blob;
  }

  private static byte[] hash(Blob blob) {
    return HexFormat.of().parseHex(blob.sha256());
  }

  private void age(Blob blob, String interval) {
    sql.update(
        "update blob set created_at = now() - ?::interval where sha256 = ?", interval, hash(blob));
  }

  private void queue(Blob blob) {
    UUID run = Ids.newId();
    sql.update("insert into queued_call (run_id, credential_kind) values (?, 'USER_KEY')", run);
    sql.update(
        "insert into queued_file (run_id, seq, name, sha256) values (?, 0, 'file', ?)",
        run,
        hash(blob));
  }

  private boolean isThere(Blob blob) {
    return blobs.find(blob.sha256()).isPresent();
  }

  @Test
  void what_nothing_names_is_freed_after_an_hour() throws IOException {
    Blob old = stored(file());
    age(old, "61 minutes");
    Blob young = stored(file());
    age(young, "59 minutes");
    Blob queued = stored(file());
    queue(queued);
    age(queued, "2 days");
    TestWorkspace author = TestWorkspace.create();
    TestTool tool = TestTool.python(author, "print(1)");
    Blob bundle =
        sql.first(
                "select encode(b.sha256, 'hex') as hash, b.size_bytes from agent a"
                    + " join blob b on b.sha256 = a.bundle_sha256 where a.id = ?",
                row -> new Blob(row.text("hash"), row.number("size_bytes")),
                UUID.fromString(tool.id))
            .orElseThrow();
    age(bundle, "2 days");
    sweep.sweep();
    assertThat(isThere(old)).isFalse();
    assertThat(isThere(young)).isTrue();
    assertThat(isThere(queued)).isTrue();
    assertThat(isThere(bundle)).isTrue();
  }

  @Test
  void what_is_stored_again_is_young_again() throws IOException {
    Path file = file();
    Blob blob = stored(file);
    age(blob, "2 days");
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              blobs.store(blob, file);
              QuarkusTransaction.requiringNew().run(() -> sweep.sweep());
            });
    assertThat(isThere(blob)).isTrue();
    // It is named in another transaction, as a bundle is
    sweep.sweep();
    assertThat(isThere(blob)).isTrue();
  }

  @Test
  void what_is_named_right_now_stays_and_the_rest_goes() throws IOException {
    Blob blob = stored(file());
    age(blob, "2 days");
    Blob other = stored(file());
    age(other, "2 days");
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              queue(blob);
              QuarkusTransaction.requiringNew().run(() -> sweep.sweep());
            });
    assertThat(isThere(blob)).isTrue();
    assertThat(isThere(other)).isFalse();
  }

  @Test
  void a_thousand_and_several_servers_at_once() {
    String mark = TestWorkspace.unique();
    sql.update(
        """
        insert into blob (sha256, size_bytes, created_at)
        select sha256((? || n)::bytea), 0, now() - interval '2 days' from generate_series(1, 1000) n
        """,
        mark);
    int freed = Together.run(3, i -> sweep.sweep()).stream().mapToInt(Integer::intValue).sum();
    assertThat(freed).isGreaterThanOrEqualTo(1000);
    assertThat(
            sql.first(
                "select count(*) as n from blob b, generate_series(1, 1000) n"
                    + " where b.sha256 = sha256((? || n)::bytea)",
                row -> row.number("n"),
                mark))
        .contains(0L);
  }
}
