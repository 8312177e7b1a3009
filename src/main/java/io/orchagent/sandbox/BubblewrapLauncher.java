package io.orchagent.sandbox;

import io.orchagent.sandbox.egress.Relay;
import io.orchagent.sandbox.egress.SlotSockets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Isolation by bubblewrap, with a system call filter. */
final class BubblewrapLauncher implements Launcher {

  private static final String SHARED_MEMORY_BYTES = String.valueOf(64 * 1024 * 1024);

  private final HostUser user;
  private final Path bwrap;
  private final WorkFolder work;
  private final Path filter;
  private final SandboxView view;
  private final SlotSockets sockets;
  private final LaunchProfile profile;

  BubblewrapLauncher(
      HostUser user,
      Path bwrap,
      WorkFolder work,
      Path filter,
      SandboxView view,
      SlotSockets sockets,
      LaunchProfile profile) {
    this.user = user;
    this.bwrap = bwrap;
    this.work = work;
    this.filter = filter;
    this.view = view;
    this.sockets = sockets;
    this.profile = profile;
  }

  @Override
  public SlotSockets sockets() {
    return sockets;
  }

  @Override
  public String name() {
    return "bubblewrap";
  }

  @Override
  public List<String> lacks() {
    return List.of();
  }

  @Override
  public LaunchScript script(SandboxSpec spec) {
    return new LaunchScript(LaunchScript.HOME, "/tmp/uploads", LaunchScript.PATH, Relay.IN_SANDBOX);
  }

  @Override
  public void kill(Process process) {
    NamespaceKill.kill(process);
  }

  @Override
  public boolean hooks() {
    return true;
  }

  @Override
  public String in(Slots.Slot slot, List<String> command) {
    // Only a shell can hand over an open file; bubblewrap reads the filter from it
    String open = "exec 9<" + ShellText.quote(filter.toString());
    return user.command(slot, open, command);
  }

  @Override
  public List<String> command(Slots.Slot slot, SandboxSpec spec, List<String> words) {
    List<String> command = arguments(slot, spec);
    command.addAll(words);
    return command;
  }

  private List<String> arguments(Slots.Slot slot, SandboxSpec spec) {
    List<String> words = new ArrayList<>();
    words.add(bwrap.toString());
    words.addAll(
        List.of(
            "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"));
    words.addAll(List.of("--unshare-cgroup-try", "--disable-userns", "--die-with-parent"));
    words.addAll(List.of("--new-session", "--as-pid-1", "--clearenv", "--seccomp", "9"));
    words.addAll(List.of("--uid", "1000", "--gid", "1000", "--hostname", "sandbox"));
    readOnly(words, work.path("etc"), "/etc");
    view.readable().forEach(path -> readOnly(words, path, path.toString()));
    view.links().forEach(l -> words.addAll(List.of("--symlink", l.target(), l.at().toString())));
    readOnly(words, work.path("run"), "/run/orchagent");
    if (spec.egress() != null) {
      readOnly(words, sockets.folder(slot.index()), Relay.FOLDER + "/egress");
    }
    spec.mounts()
        .forEach(mount -> readOnly(words, mount.folder(), "/home/" + mount.place().folder()));
    words.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    words.addAll(List.of("--perms", "1777", "--size", SHARED_MEMORY_BYTES, "--tmpfs", "/dev/shm"));
    words.addAll(List.of("--remount-ro", "/dev"));
    memory(words, "1777", profile.limits().tmpSize(), "/tmp");
    memory(words, "0755", profile.limits().homeSize(), "/home/user");
    // The root itself is memory too, and would have no limit
    words.addAll(List.of("--remount-ro", "/", "--chdir", "/"));
    words.addAll(List.of("/bin/sh", Relay.FOLDER + "/" + profile.script()));
    return words;
  }

  private static void readOnly(List<String> words, Path from, String to) {
    words.addAll(List.of("--ro-bind", from.toString(), to));
  }

  private static void memory(List<String> words, String mode, long size, String at) {
    words.addAll(List.of("--perms", mode, "--size", String.valueOf(size), "--tmpfs", at));
  }
}
