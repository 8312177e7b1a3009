package io.orchagent.platform.work;

/**
 * Port: what a loop does by itself now and then, done once because somebody outside asked. Where
 * servers are started only to answer requests, an outside clock keeps the work going.
 */
public interface Tick {
  /** What is done, in one word. */
  String tickName();

  /** Does what is due; how much that was, as far as it is counted. */
  int tick();
}
