package io.orchagent.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Becomes the slot's host user before anything is unshared: a user namespace of root would map its
 * user to root outside, whatever its number inside.
 */
final class HostUser {

  private final Path setpriv;
  private final Cgroups cgroups;

  HostUser(Path setpriv, Cgroups cgroups) {
    this.setpriv = setpriv;
    this.cgroups = cgroups;
  }

  /**
   * A command line that enters the slot's control groups, runs the shell text, becomes the slot's
   * user and then the command, all in one process.
   */
  List<String> command(Slots.Slot slot, String first, List<String> command) {
    return words(slot, first, List.of(), command);
  }

  /** The same for a command that does not see to its own end when its parent dies. */
  List<String> tiedCommand(Slots.Slot slot, List<String> command) {
    return words(slot, ":", List.of("--pdeathsig", "KILL"), command);
  }

  private List<String> words(
      Slots.Slot slot, String first, List<String> options, List<String> command) {
    StringBuilder text = new StringBuilder();
    for (Path procs : cgroups.enter(slot)) {
      text.append("echo $$ >").append(ShellText.quote(procs.toString())).append(" && ");
    }
    text.append(first).append(" && exec \"$@\"");
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", text.toString(), "sh"));
    words.addAll(List.of(setpriv.toString(), "--no-new-privs"));
    if (slot.uid() >= 0) {
      String uid = String.valueOf(slot.uid());
      words.addAll(List.of("--reuid", uid, "--regid", uid, "--clear-groups"));
    }
    words.addAll(options);
    words.add("--");
    words.addAll(command);
    return words;
  }
}
