package io.orchagent.calls;

import jakarta.ws.rs.core.HttpHeaders;

/** What a request prefers, where it starts a run. */
public final class Preferences {
  private Preferences() {}

  /** Whether nobody waits for the run's end. */
  public static boolean respondAsync(HttpHeaders headers) {
    return CallHeaders.prefersAsync(headers);
  }
}
