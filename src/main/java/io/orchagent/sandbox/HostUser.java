package io.orchagent.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Becomes the slot's host user before anything is unshared: a user namespace of root would map its
 * user to root outside, whatever its number inside.
 */
final class HostUser {

  private final Path shell;
  private final Path setpriv;
  private final Cgroups cgroups;

  HostUser(Path shell, Path setpriv, Cgroups cgroups) {
    this.shell = shell;
    this.setpriv = setpriv;
    this.cgroups = cgroups;
  }

  /**
   * A command line that enters the slot's control groups, runs the shell text, becomes the slot's
   * user and then the command, all in one process.
   */
  List<String> command(Slots.Slot slot, String first, List<String> command) {
    StringBuilder text = new StringBuilder();
    for (Path procs : cgroups.enter(slot)) {
      text.append("echo $$ >").append(ShellText.quote(procs.toString())).append(" && ");
    }
    text.append(first).append(" && exec \"$@\"");
    List<String> words = new ArrayList<>(List.of(shell.toString(), "-c", text.toString(), "sh"));
    if (slot.uid() >= 0) {
      String uid = String.valueOf(slot.uid());
      words.addAll(List.of(setpriv.toString(), "--reuid", uid, "--regid", uid));
      words.addAll(List.of("--clear-groups", "--no-new-privs", "--"));
    }
    words.addAll(command);
    return words;
  }
}
