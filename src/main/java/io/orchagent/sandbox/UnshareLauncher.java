package io.orchagent.sandbox;

import io.orchagent.sandbox.egress.Relay;
import io.orchagent.sandbox.egress.SlotSockets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Isolation by the tools of util-linux alone. Two user namespaces: in the outer one the set-up is
 * root enough to mount, in the inner one the program is nobody in particular and has nothing left.
 */
final class UnshareLauncher implements Launcher {

  private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom");
  private static final List<String> OUTER =
      List.of("-U", "-r", "-m", "-p", "-i", "-u", "-n", "-C", "--fork", "--kill-child", "--");
  private static final String SHOW = "--show";
  private static final String SHARED_MEMORY = "size=64m,nr_inodes=4k,mode=1777";

  private final HostUser user;
  private final Path unshare;
  private final Path setup;
  private final SlotSockets sockets;
  private final LaunchProfile profile;
  private final List<String> lacks = new ArrayList<>();

  UnshareLauncher(
      HostUser user,
      Path unshare,
      WorkFolder work,
      SandboxView view,
      SlotSockets sockets,
      LaunchProfile profile)
      throws IOException {
    this.user = user;
    this.unshare = unshare;
    this.sockets = sockets;
    this.profile = profile;
    Path mounts = work.write(profile.script() + ".mounts", mounts(work, view));
    this.setup = work.write(profile.script() + ".unshare", setup(work, view, mounts));
  }

  @Override
  public SlotSockets sockets() {
    return sockets;
  }

  @Override
  public String name() {
    return "unshare";
  }

  @Override
  public List<String> lacks() {
    return List.copyOf(lacks);
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
    return user.tiedCommand(slot, command);
  }

  @Override
  public List<String> command(Slots.Slot slot, SandboxSpec spec, List<String> words) {
    List<String> command = new ArrayList<>(List.of(unshare.toString()));
    command.addAll(OUTER);
    command.addAll(List.of("/bin/sh", setup.toString()));
    if (spec.egress() != null) {
      command.addAll(shown(sockets.folder(slot.index()), Relay.FOLDER + "/egress"));
    }
    spec.mounts()
        .forEach(mount -> command.addAll(shown(mount.folder(), "/home/" + mount.place().folder())));
    command.addAll(words);
    return command;
  }

  private static List<String> shown(Path from, String to) {
    return List.of(SHOW, from.toString(), to.substring(1));
  }

  /** One table, so that one process mounts it all: each start of {@code mount} costs. */
  private String mounts(WorkFolder work, SandboxView view) {
    List<String> lines = new ArrayList<>();
    lines.add(bind(work.path("etc"), "/etc"));
    view.readable().forEach(path -> lines.add(bind(path, path.toString())));
    lines.add(bind(work.path("run"), "/run/orchagent"));
    lines.add("proc /proc proc nosuid,nodev,noexec,X-mount.mkdir 0 0");
    DEVICES.forEach(
        name -> lines.add("/dev/%s /dev/%s none bind,nosuid,noexec 0 0".formatted(name, name)));
    lines.add(memory("/dev/shm", SHARED_MEMORY));
    lines.add(memory("/tmp", files(profile.limits().tmpSize()) + ",mode=1777"));
    lines.add(memory("/home/user", files(profile.limits().homeSize()) + ",mode=755"));
    return String.join("\n", lines) + "\n";
  }

  private static String bind(Path from, String to) {
    return "%s %s none bind,ro,nosuid,nodev,X-mount.mkdir 0 0"
        .formatted(escaped(from.toString()), escaped(to));
  }

  private static String memory(String at, String options) {
    return "tmpfs %s tmpfs nosuid,nodev,%s,X-mount.mkdir 0 0".formatted(at, options);
  }

  private static String files(long size) {
    return "size=" + size + ",nr_inodes=100k";
  }

  private static String escaped(String path) {
    return path.replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011");
  }

  private String setup(WorkFolder work, SandboxView view, Path mounts) {
    String root = ShellText.quote(work.path("root").toString());
    List<String> lines = new ArrayList<>();
    lines.add("set -e");
    lines.add("mount -n -t tmpfs -o nosuid,nodev,size=1m,nr_inodes=1k,mode=755 tmpfs " + root);
    lines.add("cd " + root);
    lines.add("mkdir dev old");
    DEVICES.forEach(name -> lines.add(": >dev/" + name));
    lines.add("mount -n -a -T " + ShellText.quote(mounts.toString()) + " --target-prefix " + root);
    view.links()
        .forEach(l -> lines.add("ln -s " + ShellText.quote(List.of(l.target(), "." + l.at()))));
    lines.add("ln -s /proc/self/fd dev/fd");
    lines.add("ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr");
    // What this one alone is shown
    lines.add("while [ \"$1\" = " + SHOW + " ]; do");
    lines.add("mkdir -p \"$3\"");
    lines.add("mount -n -o bind,ro,nosuid,nodev \"$2\" \"$3\"");
    lines.add("shift 3");
    lines.add("done");
    lines.addAll(network());
    lines.addAll(hostName());
    // From here on nothing of the host can be named any more
    lines.add("pivot_root . old");
    lines.add("cd /");
    lines.add("umount -n -l old");
    lines.add("rmdir old");
    lines.add("mount -n -o remount,bind,ro,nosuid,nodev /");
    // Enough for the inner one below, none for the program
    lines.add("echo 1 >/proc/sys/user/max_user_namespaces");
    lines.add(
        "exec unshare -U --map-user=1000 --map-group=1000 --keep-caps --"
            + " setpriv --no-new-privs --inh-caps=-all --ambient-caps=-all --bounding-set=-all --"
            + " /bin/sh "
            + Relay.FOLDER
            + "/"
            + profile.script()
            + " \"$@\"");
    return String.join("\n", lines) + "\n";
  }

  private List<String> network() {
    if (HostTools.tool("ip").isEmpty()) {
      lacks.add("a loopback interface (apt-get install iproute2)");
      return List.of();
    }
    return List.of("ip link set lo up");
  }

  private List<String> hostName() {
    if (HostTools.tool("hostname").isEmpty()) {
      lacks.add("a host name of its own (apt-get install hostname)");
      return List.of();
    }
    return List.of("hostname sandbox");
  }
}
