package io.orchagent.sandbox.resident;

/** Takes what a resident writes, both of its streams in the order of writing. */
public interface ResidentOutput {
  /**
   * Called by one thread. The program waits while this does.
   *
   * @param bytes to be read before this returns
   */
  void write(byte[] bytes, int offset, int length);
}
