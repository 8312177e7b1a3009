package io.orchagent.platform.files;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A use of a kept folder: it is there, and never changes, until this is closed. */
public final class FolderLease implements AutoCloseable {
  private final Path folder;
  private final Runnable end;
  private final AtomicBoolean closed = new AtomicBoolean();

  FolderLease(Path folder, Runnable end) {
    this.folder = folder;
    this.end = end;
  }

  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      end.run();
    }
  }
}
