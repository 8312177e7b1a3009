package io.orchagent.sandbox;

import io.orchagent.platform.files.Folders;
import io.orchagent.sandbox.egress.Relay;
import io.orchagent.sandbox.resident.InwardSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The few files that every sandbox of this server shares, made at its start: a synthesised {@code
 * /etc}, the interpreters under their usual names, the launch script and the system call filter.
 * Nothing in it is secret; slot users have to be able to read it.
 */
final class WorkFolder implements AutoCloseable {

  private static final String PREFIX = "orchagent-sandbox-";
  private static final String SERVER = "server.pid";
  private static final Map<String, String> ETC =
      Map.of(
          "passwd",
          "root:x:0:0::/nonexistent:/bin/false\nuser:x:1000:1000::/home/user:/bin/sh\n",
          "group",
          "root:x:0:\nuser:x:1000:\n",
          "hosts",
          "127.0.0.1 localhost sandbox\n::1 localhost\n",
          "nsswitch.conf",
          "passwd: files\ngroup: files\nhosts: files\n");

  private final Path folder;

  private WorkFolder(Path folder) {
    this.folder = folder;
  }

  static WorkFolder create(Path parent, Map<Interpreter, Path> interpreters) throws IOException {
    Files.createDirectories(parent);
    removeLeftBehind(parent);
    Path folder = Files.createTempDirectory(parent, PREFIX);
    open(folder);
    WorkFolder made = new WorkFolder(folder);
    made.write(SERVER, String.valueOf(ProcessHandle.current().pid()));
    made.folder("etc");
    made.folder("etc/alternatives");
    for (Map.Entry<String, String> file : ETC.entrySet()) {
      made.write("etc/" + file.getKey(), file.getValue());
    }
    made.folder("run");
    made.folder("run/bin");
    made.folder("run/egress");
    for (Map.Entry<String, String> file : Relay.files().entrySet()) {
      made.write("run/" + file.getKey(), file.getValue());
    }
    for (Map.Entry<String, String> file : InwardSocket.files().entrySet()) {
      made.write("run/" + file.getKey(), file.getValue());
    }
    made.folder("root");
    for (Map.Entry<Interpreter, Path> entry : interpreters.entrySet()) {
      made.link("run/bin/" + entry.getKey().command(), entry.getValue());
      if (entry.getKey() == Interpreter.PYTHON) {
        made.link("run/bin/python", entry.getValue());
      }
    }
    return made;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  Path write(String name, String content) throws IOException {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  Path write(String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  void folder(String name) throws IOException {
    open(Files.createDirectory(folder.resolve(name)));
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(folder.resolve(name), target);
  }

  private static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A killed server could not remove its own. */
  private static void removeLeftBehind(Path parent) throws IOException {
    try (var folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (isLeftBehind(folder)) {
          Folders.delete(folder);
        }
      }
    }
  }

  private static boolean isLeftBehind(Path folder) {
    try {
      long server = Long.parseLong(Files.readString(folder.resolve(SERVER)));
      return Files.isWritable(folder)
          && Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")))
          && ProcessHandle.of(server).isEmpty();
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    Folders.delete(folder);
  }
}
