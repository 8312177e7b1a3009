package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts launches. For the slots that were used last a shell waits which has become the slot's user
 * already and becomes the launch when it is told: to start a process costs a large server most. It
 * is neither a sandbox nor an interpreter, knows nothing, and ends with the server.
 */
final class SlotShells implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SlotShells.class);
  private static final int MOST = 2;
  // Not while the end of the run that used the slot last is still under way
  private static final long LATER_MILLIS = 20;
  private static final List<String> WAIT =
      List.of("/bin/sh", "-c", "IFS= read -r line && eval \"$line\"");

  private final Launcher launcher;
  private final ProcessStarter starter;
  private final Slots slots;
  // The longest unused first
  private final LinkedHashMap<Slots.Slot, Process> waiting = new LinkedHashMap<>();
  private boolean closed;

  SlotShells(Launcher launcher, ProcessStarter starter, Slots slots) {
    this.slots = slots;
    this.launcher = launcher;
    this.starter = starter;
  }

  /**
   * Starts a launch in the slot.
   *
   * @param words arguments of the launch script
   */
  Process launch(Slots.Slot slot, SandboxSpec spec, List<String> words) throws IOException {
    List<String> command = launcher.command(slot, spec, words);
    Process shell = take(slot);
    if (shell != null && told(shell, "exec " + ShellText.quote(command))) {
      return shell;
    }
    return starter.startShell(launcher.in(slot, command));
  }

  /** The slot is free again. */
  void prepare(Slots.Slot slot) {
    if (launcher.hooks()) {
      starter.later(() -> start(slot), LATER_MILLIS);
    }
  }

  private void start(Slots.Slot slot) {
    // On a busy server the slot has its next run already
    if (!slots.isFree(slot) || !wanted(slot)) {
      return;
    }
    try {
      put(slot, starter.startShell(launcher.in(slot, WAIT)));
    } catch (IOException | RuntimeException e) {
      LOG.debug("No shell could be started beforehand", e);
    }
  }

  private static boolean told(Process shell, String text) {
    if (text.indexOf('\n') >= 0) {
      shell.destroyForcibly();
      return false;
    }
    try {
      var pipe = shell.getOutputStream();
      pipe.write((text + "\n").getBytes(StandardCharsets.UTF_8));
      pipe.flush();
      return shell.isAlive();
    } catch (IOException e) {
      LOG.debug("A waiting shell has ended", e);
      return false;
    }
  }

  private synchronized @Nullable Process take(Slots.Slot slot) {
    return waiting.remove(slot);
  }

  private synchronized boolean wanted(Slots.Slot slot) {
    return !closed && !waiting.containsKey(slot);
  }

  private synchronized void put(Slots.Slot slot, Process shell) {
    if (closed || waiting.containsKey(slot)) {
      shell.destroyForcibly();
      return;
    }
    waiting.put(slot, shell);
    if (waiting.size() > MOST) {
      waiting.pollFirstEntry().getValue().destroyForcibly();
    }
  }

  @Override
  public void close() {
    List<Process> shells;
    synchronized (this) {
      closed = true;
      shells = new ArrayList<>(waiting.values());
      waiting.clear();
    }
    shells.forEach(Process::destroyForcibly);
  }
}
