package io.orchagent.sandbox;

/**
 * Is given what a program writes while it runs, as it is: nothing is masked in it, and a character
 * may be cut by two calls. The two streams come from a thread each; whoever listens neither blocks
 * nor throws.
 */
public interface OutputListener {
  /** Nobody listens. */
  OutputListener NONE =
      new OutputListener() {
        @Override
        public void started() {}

        @Override
        public void stdout(byte[] bytes, int offset, int length) {}

        @Override
        public void stderr(byte[] bytes, int offset, int length) {}
      };

  /** The sandbox is ready: what comes now is the program's. */
  void started();

  void stdout(byte[] bytes, int offset, int length);

  void stderr(byte[] bytes, int offset, int length);
}
