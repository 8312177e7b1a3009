package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Lets groups of version 2 have limits below another one. The kernel refuses that while processes
 * are in it, and the server is where it was started: in a container, and in a service of systemd,
 * in the very group that it may divide. There it moves into a group beside those of the runs, with
 * all that is in its own; nowhere else, where others' processes could be there too.
 */
final class CgroupDelegation {

  private static final Logger LOG = Logger.getLogger(CgroupDelegation.class);
  private static final String SERVER = "-server";
  private static final String HANDED_OVER = "delegate";
  private static final List<String> NEEDED = List.of("memory", "pids");
  // Processes that were started meanwhile
  private static final int ROUNDS = 10;

  private CgroupDelegation() {}

  /** Whether limits can be set below the group now. */
  static boolean to(Path group, Path mount) {
    return enable(group) || (isServersOwn(group, mount) && isEmptied(group) && enable(group));
  }

  /**
   * Only once memory and processes can be limited: cpu alone would make it another kind of group.
   */
  static boolean enable(Path group) {
    for (String controller : NEEDED) {
      if (!enable(group, controller)) {
        return false;
      }
    }
    if (!enable(group, "cpu")) {
      LOG.debugf("Processors can't be shared out below %s", group);
    }
    return true;
  }

  private static boolean enable(Path group, String controller) {
    Path control = group.resolve("cgroup.subtree_control");
    try {
      if (!words(control).contains(controller)) {
        Files.writeString(control, "+" + controller);
      }
      return words(control).contains(controller);
    } catch (IOException e) {
      LOG.debugf("%s can't be limited below %s: %s", controller, group, e.getMessage());
      return false;
    }
  }

  private static List<String> words(Path file) throws IOException {
    return List.of(Files.readString(file).strip().split("\\s+"));
  }

  /** The whole of a container's, or one that systemd has handed over (Delegate=yes). */
  private static boolean isServersOwn(Path group, Path mount) {
    try {
      String own = String.valueOf(ProcessHandle.current().pid());
      if (!Files.readAllLines(group.resolve("cgroup.procs")).contains(own)) {
        return false;
      }
      // The root of the machine has no type
      return group.equals(mount) ? Files.exists(group.resolve("cgroup.type")) : isHandedOver(group);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isHandedOver(Path group) throws IOException {
    var view = Files.getFileAttributeView(group, UserDefinedFileAttributeView.class);
    if (view == null || !view.list().contains(HANDED_OVER)) {
      return false;
    }
    var value = java.nio.ByteBuffer.allocate(view.size(HANDED_OVER));
    view.read(HANDED_OVER, value);
    return StandardCharsets.UTF_8.decode(value.flip()).toString().equals("1");
  }

  private static boolean isEmptied(Path group) {
    Path beside = group.resolve(Cgroups.PREFIX + ProcessHandle.current().pid() + SERVER);
    try {
      Files.createDirectories(beside);
      for (int round = 0; round < ROUNDS; round++) {
        List<String> processes = Files.readAllLines(group.resolve("cgroup.procs"));
        if (processes.isEmpty()) {
          LOG.infof("The server moved to the control group %s", beside);
          return true;
        }
        processes.forEach(process -> move(process, beside));
      }
    } catch (IOException e) {
      LOG.debugf("The control group %s was not emptied: %s", group, e.getMessage());
    }
    return false;
  }

  private static void move(String process, Path group) {
    try {
      Files.writeString(group.resolve("cgroup.procs"), process);
    } catch (IOException e) {
      LOG.debugf("The process %s has ended, or stays where it is", process);
    }
  }
}
