package io.orchagent.platform.outbound;

import io.orchagent.platform.telemetry.LogIds;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** The socket of one run, open until it is closed. */
public final class EgressListener implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EgressListener.class);

  /** When the server has no descriptors left, others have to give some back first. */
  private static final long PAUSE_NANOS = 50_000_000;

  private final Path path;
  private final ServerSocketChannel socket;
  private final EgressRun run;
  private final Set<EgressConnection> connections = ConcurrentHashMap.newKeySet();

  private EgressListener(Path path, ServerSocketChannel socket, EgressRun run) {
    this.path = path;
    this.socket = socket;
    this.run = run;
  }

  static EgressListener open(Path path, EgressRun run) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
    EgressListener listener = new EgressListener(path, socket, run);
    Thread.ofVirtual().name("egress-accept").start(LogIds.carried(listener::accept));
    return listener;
  }

  private void accept() {
    while (socket.isOpen()) {
      try {
        SocketChannel client = socket.accept();
        if (connections.size() >= 2 * run.limits().connections()) {
          // Not even told: an answer would cost what the limit is to keep
          client.close();
          continue;
        }
        EgressConnection connection = new EgressConnection(client, run);
        connections.add(connection);
        Thread.ofVirtual().name("egress").start(LogIds.carried(() -> serve(connection)));
        if (!socket.isOpen()) {
          connection.close();
        }
      } catch (ClosedChannelException e) {
        LOG.trace("The run has ended", e);
      } catch (IOException e) {
        LOG.debug("A connection of a run was not accepted", e);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void serve(EgressConnection connection) {
    try (connection) {
      connection.serve();
    } catch (RuntimeException | StackOverflowError e) {
      LOG.debug("A request of a run could not be carried", e);
    } finally {
      connections.remove(connection);
    }
  }

  /** Ends all connections and removes the socket. */
  @Override
  public void close() {
    try {
      socket.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.debug("The socket of a run was not removed", e);
    }
    connections.forEach(EgressConnection::close);
  }
}
