package io.orchagent.sandbox;

import io.orchagent.sandbox.egress.SlotSockets;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** How one provider gets the launch script going. */
interface Launcher {

  /** Its name in configuration and logs. */
  String name();

  /** Where the proxy listens for the runs in its slots. */
  SlotSockets sockets();

  /** What it does not hold, in words for the log. */
  List<String> lacks();

  /** Shell text of the server's user that becomes the slot's and then the command. */
  String in(Slots.Slot slot, List<String> command);

  /**
   * The command line whose process is the launch, run as the slot's user.
   *
   * @param spec what the sandbox is made for; one that waits for its run was made without knowing
   *     its environment, input and uploads
   * @param words arguments of the launch script
   */
  List<String> command(Slots.Slot slot, SandboxSpec spec, List<String> words) throws IOException;

  /** Whether interpreters can prepare their sandbox themselves ({@link InterpreterHook}). */
  boolean hooks();

  /** The text that prepares this run inside. */
  LaunchScript script(SandboxSpec spec);

  /** Where the program finds its uploads. */
  default String uploadsFolder(UUID runId) {
    return "/tmp/uploads";
  }

  /** Ends the whole tree; on return nothing of it is left. */
  void kill(Process process);

  /** Removes what the run left on the host. */
  default void clean(SandboxSpec spec) {}
}
