package io.orchagent.sandbox.egress;

import io.orchagent.platform.outbound.EgressListener;
import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.platform.outbound.EgressProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where the proxy listens for the runs in the slots: a folder for each, with one socket in it. */
public final class SlotSockets {

  /** The socket's name in its folder. */
  public static final String SOCKET = "proxy";

  private final Path folder;
  private final EgressProxy proxy;

  public SlotSockets(Path folder, EgressProxy proxy) {
    this.folder = folder;
    this.proxy = proxy;
  }

  /** The folder that a sandbox in the slot is shown. */
  public Path folder(int slot) {
    return folder.resolve(String.valueOf(slot));
  }

  /**
   * Opens a slot's way out.
   *
   * @param uid of the slot's user, -1 when that is the server's own
   */
  public EgressListener open(int slot, int uid, EgressPolicy policy) throws IOException {
    Path own = folder(slot);
    if (!Files.isDirectory(own)) {
      Files.createDirectories(own);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path socket = own.resolve(SOCKET);
    Files.deleteIfExists(socket);
    EgressListener listener = proxy.listen(socket, policy);
    try {
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      if (uid >= 0) {
        Files.setAttribute(socket, "unix:uid", uid);
      }
      return listener;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }
}
