package io.orchagent.calls.engines;

/**
 * Is told of a run what happens while it happens. What it is told is not masked yet, and comes from
 * any thread, one event after the other; it neither blocks nor throws.
 */
@FunctionalInterface
public interface ProgressListener {
  /** Nobody listens. */
  ProgressListener NONE = event -> {};

  void told(Progress event);
}
