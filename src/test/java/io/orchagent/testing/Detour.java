package io.orchagent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server of this machine that a test can take away or block, and give back. */
public final class Detour implements AutoCloseable {
  private final ServerSocket entrance;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private boolean frozen;

  private Detour(ServerSocket entrance, int target) {
    this.entrance = entrance;
    this.target = target;
  }

  public static Detour to(int target) {
    try {
      Detour detour = new Detour(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      Thread.ofPlatform().daemon().start(detour::accept);
      return detour;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return entrance.getLocalPort();
  }

  /** What is connected is cut off, and who connects is cut off at once. */
  public void cut() {
    cut = true;
    open.forEach(Detour::shut);
  }

  public void restore() {
    cut = false;
  }

  /** Nothing comes through, and nobody is told: as with a server that stands still. */
  public synchronized void freeze() {
    frozen = true;
  }

  public synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  private synchronized void awaitThaw() throws InterruptedException {
    while (frozen) {
      wait();
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket from = entrance.accept();
        if (cut) {
          shut(from);
          continue;
        }
        Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(from);
        open.add(to);
        Thread.ofPlatform().daemon().start(() -> carry(from, to));
        Thread.ofPlatform().daemon().start(() -> carry(to, from));
      } catch (IOException e) {
        // The test is over, or this one connection failed.
      }
    }
  }

  private void carry(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitThaw();
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // Cut off
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shut(from);
      shut(to);
    }
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cut();
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
