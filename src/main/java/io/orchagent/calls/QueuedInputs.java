package io.orchagent.calls;

import io.orchagent.platform.blobs.Blob;
import io.orchagent.platform.blobs.Blobs;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a queued run needs besides its row, its files above all, until it starts. */
@Singleton
class QueuedInputs {
  private final QueuedRows rows;
  private final Blobs blobs;

  QueuedInputs(QueuedRows rows, Blobs blobs) {
    this.rows = rows;
    this.blobs = blobs;
  }

  /** In the transaction that accepts the run. */
  void keep(RunStart run, CallInput input, @Nullable Instant askedDeadline) {
    rows.insert(run, askedDeadline);
    int seq = 0;
    for (CallInput.File file : input.files()) {
      Blob blob = Blobs.measure(file.content());
      blobs.store(blob, file.content());
      rows.insertFile(run.id(), seq++, new QueuedRows.File(file.name(), blob.sha256()));
    }
  }

  /** Fetches the files into a folder of this machine. */
  List<CallInput.File> fetch(UUID run, Path folder) {
    List<CallInput.File> files = new ArrayList<>();
    for (QueuedRows.File file : rows.files(run)) {
      Path target = folder.resolve(Integer.toString(files.size()));
      Blob blob =
          blobs
              .find(file.sha256())
              .orElseThrow(() -> new IllegalStateException("a queued file is not stored"));
      try (InputStream content = blobs.open(blob)) {
        Files.copy(content, target);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      files.add(new CallInput.File(file.name(), target));
    }
    return files;
  }

  /**
   * The run starts or ends, in this transaction.
   *
   * @return the stored files that it named, for {@link #discard}
   */
  List<String> forget(UUID run) {
    List<String> stored = rows.files(run).stream().map(QueuedRows.File::sha256).distinct().toList();
    rows.forget(run);
    return stored;
  }

  /** After that transaction: frees what nothing else names. */
  void discard(List<String> stored) {
    stored.forEach(blobs::discard);
  }
}
