package io.orchagent.platform.work;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Names a process so that others of its machine can see that it is gone: the machine since its
 * start, the set of process ids it is one of, its id, and when it started.
 */
public final class ProcessMark {
  private static final Path PROCESSES = Path.of("/proc");

  private ProcessMark() {}

  /** Of this process; empty where the system does not say. */
  public static String own() {
    try {
      long id = ProcessHandle.current().pid();
      return scope() + "/" + id + "/" + started(id);
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** Certainly gone; false where that can't be seen from here. */
  public static boolean isGone(String mark) {
    String[] parts = mark.split("/");
    if (parts.length != 4) {
      return false;
    }
    try {
      if (!(parts[0] + "/" + parts[1]).equals(scope())) {
        return false;
      }
      long id = Long.parseLong(parts[2]);
      return !Files.exists(PROCESSES.resolve(parts[2])) || !parts[3].equals(started(id));
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static String scope() throws IOException {
    String machine = Files.readString(PROCESSES.resolve("sys/kernel/random/boot_id")).strip();
    String ids = Files.readSymbolicLink(PROCESSES.resolve("self/ns/pid")).toString();
    return machine + "/" + ids;
  }

  /** The 22nd field; the second is a name in brackets, which may hold anything. */
  private static String started(long id) throws IOException {
    byte[] line = Files.readAllBytes(PROCESSES.resolve(id + "/stat"));
    String text = new String(line, StandardCharsets.ISO_8859_1);
    return text.substring(text.lastIndexOf(')') + 2).split(" ")[19];
  }
}
