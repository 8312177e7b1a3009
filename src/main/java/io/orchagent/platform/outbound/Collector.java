package io.orchagent.platform.outbound;

import java.io.IOException;
import java.io.InputStream;

/**
 * Takes what a sandbox hands out through its proxy: the way for files that are too many for
 * standard output. The sandbox opens a tunnel to {@link #AUTHORITY}, sends, and says that this was
 * all.
 */
public interface Collector {

  /** The host and port that the tunnel is opened to. */
  String AUTHORITY = "collector.internal:1";

  /**
   * Reads to the end.
   *
   * @return one line for the sender
   * @throws IOException when it can't be taken; its message is the line then
   */
  String take(InputStream in) throws IOException;
}
