package io.orchagent.calls.engines;

import io.orchagent.sandbox.OutputListener;
import java.util.function.Function;

/** What code writes, told as progress while it runs: the first part of each stream. */
final class LiveOutput implements OutputListener {
  private final ProgressListener progress;
  private final TextPieces stdout = new TextPieces();
  private final TextPieces stderr = new TextPieces();

  private boolean ready;

  private LiveOutput(ProgressListener progress) {
    this.progress = progress;
  }

  /** Nothing is done where nobody listens. */
  static OutputListener of(ProgressListener progress) {
    return progress == ProgressListener.NONE ? OutputListener.NONE : new LiveOutput(progress);
  }

  @Override
  public synchronized void started() {
    // The streams come from a thread each: what was written may be heard of first
    if (!ready) {
      ready = true;
      progress.told(new Progress.SetupStep("sandbox", "completed"));
    }
  }

  @Override
  public synchronized void stdout(byte[] bytes, int offset, int length) {
    tell(stdout.next(bytes, offset, length), Progress.Stdout::new);
  }

  @Override
  public synchronized void stderr(byte[] bytes, int offset, int length) {
    tell(stderr.next(bytes, offset, length), Progress.Stderr::new);
  }

  private void tell(String text, Function<String, Progress> event) {
    if (!text.isEmpty()) {
      started();
      progress.told(event.apply(text));
    }
  }
}
