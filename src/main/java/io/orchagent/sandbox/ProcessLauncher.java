package io.orchagent.sandbox;

import io.orchagent.platform.files.Folders;
import io.orchagent.sandbox.egress.Relay;
import io.orchagent.sandbox.egress.SlotSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * No isolation at all: programs run as the server's own user, in a folder each. For development
 * where nothing else is; the contract of streams, deadline and process tree is the same.
 */
final class ProcessLauncher implements Launcher {

  private static final Logger LOG = Logger.getLogger(ProcessLauncher.class);
  private static final long GRACE_SECONDS = 3;

  private final WorkFolder work;
  private final SlotSockets sockets;
  private final ProcessStarter starter;
  private final LaunchProfile profile;
  private final Optional<Path> setsid = HostTools.tool("setsid");

  ProcessLauncher(
      WorkFolder work, SlotSockets sockets, ProcessStarter starter, LaunchProfile profile) {
    this.profile = profile;
    this.work = work;
    this.sockets = sockets;
    this.starter = starter;
  }

  @Override
  public SlotSockets sockets() {
    return sockets;
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public List<String> lacks() {
    return List.of("any isolation: programs can read and change all that this server can");
  }

  @Override
  public String uploadsFolder(UUID runId) {
    return folder(runId).resolve("uploads").toString();
  }

  @Override
  public LaunchScript script(SandboxSpec spec) {
    return new LaunchScript(
        folder(spec.runId()).resolve("home").toString(),
        uploadsFolder(spec.runId()),
        work.path("run/bin") + ":/usr/local/bin:/usr/bin:/bin",
        new Relay(
            work.path("run").toString(),
            folder(spec.runId()).resolve("egress/" + SlotSockets.SOCKET).toString()));
  }

  @Override
  public boolean hooks() {
    return false;
  }

  @Override
  public String in(Slots.Slot slot, List<String> command) {
    return "exec " + ShellText.quote(command);
  }

  @Override
  public List<String> command(Slots.Slot slot, SandboxSpec spec, List<String> words)
      throws IOException {
    Files.createDirectories(folder(spec.runId()).resolve("home"));
    link(slot, spec);
    String script = work.path("run").resolve(profile.script()).toString();
    if (setsid.isEmpty()) {
      return List.of("/bin/sh", script);
    }
    // Nothing ties a whole group to the server, so one of the group looks whether it still lives
    String server = String.valueOf(ProcessHandle.current().pid());
    String guard = "while kill -0 " + server + "; do sleep 1; done; kill -KILL 0";
    return List.of(
        setsid.get().toString(),
        "/bin/sh",
        "-c",
        "( " + guard + " ) </dev/null >/dev/null 2>&1 & exec /bin/sh " + ShellText.quote(script));
  }

  private void link(Slots.Slot slot, SandboxSpec spec) throws IOException {
    Path own = folder(spec.runId());
    if (spec.egress() != null) {
      Files.createSymbolicLink(own.resolve("egress"), sockets.folder(slot.index()));
    }
    for (SandboxSpec.Mount mount : spec.mounts()) {
      Files.createSymbolicLink(own.resolve(mount.place().folder()), mount.folder());
    }
  }

  @Override
  public void kill(Process process) {
    List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
    if (setsid.isPresent()) {
      killGroup(process.pid());
    }
    // The handle's: the process' own would also close the streams, and lose what they hold
    tree.add(process.toHandle());
    tree.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle each : tree) {
      awaitEnd(each);
    }
  }

  /**
   * The handle's own wait looks only every third of a second at what is not our child, and counts
   * as alive what ended but was not fetched by its parent yet; that has no command any more.
   */
  private static void awaitEnd(ProcessHandle process) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
    while (process.isAlive() && process.info().command().isPresent() && System.nanoTime() < until) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private void killGroup(long group) {
    try {
      Process kill =
          starter.start(
              new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- -" + group)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD));
      kill.onExit().completeOnTimeout(kill, GRACE_SECONDS, TimeUnit.SECONDS).join();
    } catch (IOException e) {
      LOG.warnf(e, "The process group %d was not ended", group);
    }
  }

  @Override
  public void clean(SandboxSpec spec) {
    try {
      Folders.delete(folder(spec.runId()));
    } catch (IOException e) {
      LOG.debug("The folder of a run was not removed", e);
    }
  }

  private Path folder(UUID runId) {
    return work.path("runs-" + runId);
  }
}
