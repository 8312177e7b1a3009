package io.orchagent.platform.embedded;

/** A pause between two looks at something that another process does. */
final class Waiting {
  private Waiting() {}

  static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while starting", e);
    }
  }
}
