package io.orchagent.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Becomes the slot's host user before anything is unshared: a user namespace of root would map its
 * user to root outside, whatever its number inside.
 */
final class HostUser {

  // When the host runs out of memory, a stranger's program goes before the server and its database
  private static final String FIRST_TO_GO = "echo 500 >/proc/self/oom_score_adj 2>/dev/null; ";

  private final Path setpriv;
  private final Cgroups cgroups;
  // Where nothing shares the processors, the server at least goes first
  private final List<String> nice =
      HostTools.tool("nice").map(tool -> List.of(tool.toString(), "-n", "5")).orElse(List.of());

  HostUser(Path setpriv, Cgroups cgroups) {
    this.setpriv = setpriv;
    this.cgroups = cgroups;
  }

  /**
   * Shell text that enters the slot's control groups, runs the first text, becomes the slot's user
   * and then the command, all in one process.
   */
  String command(Slots.Slot slot, String first, List<String> command) {
    return text(slot, first, List.of(), command);
  }

  /** The same for a command that does not see to its own end when its parent dies. */
  String tiedCommand(Slots.Slot slot, List<String> command) {
    return text(slot, ":", List.of("--pdeathsig", "KILL"), command);
  }

  private String text(Slots.Slot slot, String first, List<String> options, List<String> command) {
    StringBuilder text = new StringBuilder(FIRST_TO_GO);
    for (Path procs : cgroups.enter(slot)) {
      text.append("echo $$ >").append(ShellText.quote(procs.toString())).append(" && ");
    }
    List<String> words = new ArrayList<>(cgroups.shareProcessors() ? List.of() : nice);
    words.addAll(List.of(setpriv.toString(), "--no-new-privs"));
    if (slot.uid() >= 0) {
      String uid = String.valueOf(slot.uid());
      words.addAll(List.of("--reuid", uid, "--regid", uid, "--clear-groups"));
    }
    words.addAll(options);
    words.add("--");
    words.addAll(command);
    return text.append(first).append(" && exec ").append(ShellText.quote(words)).toString();
  }
}
