package io.orchagent.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of the host a sandbox shows: the interpreters' own files, and nothing that an operator might
 * have put beside them.
 */
record SandboxView(List<Path> readable, List<Link> links) {

  /** A symbolic link at the root of the sandbox. */
  record Link(String target, Path at) {}

  private static final List<String> SYSTEM =
      List.of("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/share");
  private static final List<String> TOP = List.of("/bin", "/lib", "/lib32", "/lib64", "/libx32");
  private static final List<String> LOCAL = List.of("/usr/local/bin", "/usr/local/lib");

  static SandboxView of(List<Path> interpreters, List<Path> more) {
    List<Path> readable = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    SYSTEM.stream().map(Path::of).filter(Files::isDirectory).forEach(readable::add);
    for (Path path : TOP.stream().map(Path::of).toList()) {
      if (Files.isSymbolicLink(path)) {
        links.add(new Link("usr/" + path.getFileName(), path));
      } else if (Files.isDirectory(path)) {
        readable.add(path);
      }
    }
    if (interpreters.stream().anyMatch(path -> path.startsWith("/usr/local"))) {
      LOCAL.stream().map(Path::of).filter(Files::isDirectory).forEach(readable::add);
    }
    // Links only: they are how awk, which and the like are named on Debian
    Stream.concat(Stream.of(Path.of("/etc/alternatives")), more.stream())
        .filter(Files::isDirectory)
        .forEach(readable::add);
    return new SandboxView(List.copyOf(readable), List.copyOf(links));
  }

  boolean shows(Path file) {
    return readable.stream().anyMatch(file::startsWith);
  }
}
