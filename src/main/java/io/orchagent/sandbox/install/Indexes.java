package io.orchagent.sandbox.install;

/** Where managers take packages from. */
public interface Indexes {

  /**
   * The index of a manager.
   *
   * @throws MissingException when the manager can't be used on this host
   */
  PackageIndex of(PackageTool manager) throws MissingException;

  /** A manager can't be used on this host; the message says what to do. */
  final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    public MissingException(String message) {
      super(message);
    }
  }
}
