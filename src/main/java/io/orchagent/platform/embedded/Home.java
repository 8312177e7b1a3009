package io.orchagent.platform.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The folder that holds everything a single machine keeps: private to the user who runs it. */
public final class Home {
  private static final int PASSWORD_BYTES = 24;

  private final Path directory;

  private Home(Path directory) {
    this.directory = directory;
  }

  /** Opens the folder, creating it when needed. */
  public static Home at(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    Home home = new Home(absolute);
    home.createDirectory(absolute);
    return home;
  }

  public Path directory() {
    return directory;
  }

  public Path file(String name) {
    return directory.resolve(name);
  }

  /** A folder inside the home, created with mode 0700 when it is not there. */
  public Path folder(String name) {
    Path folder = directory.resolve(name);
    createDirectory(folder);
    return folder;
  }

  /** Writes a file of mode 0600 in one step: a reader sees the old content or the new one. */
  public void writePrivate(String name, String content) {
    Path target = directory.resolve(name);
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, content, StandardOpenOption.SYNC);
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The password kept under this name; made and stored the first time. */
  String password(String name) {
    Path file = directory.resolve(name);
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        writePrivate(name, HexFormat.of().formatHex(bytes) + "\n");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets other users reach what is theirs inside, without letting them look around. */
  void letPass() {
    try {
      for (Path folder : List.of(directory, folder("bin"))) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void createDirectory(Path folder) {
    if (Files.isDirectory(folder)) {
      return;
    }
    try {
      Path parent = folder.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(
              Set.copyOf(PosixFilePermissions.fromString("rwx------"))));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw new EmbeddedException(folder + " is in the way: it must be a folder", e);
      }
    } catch (IOException e) {
      throw new EmbeddedException(
          "cannot create " + folder + ": set ORCHAGENT_HOME to a folder that you may write to", e);
    }
  }
}
