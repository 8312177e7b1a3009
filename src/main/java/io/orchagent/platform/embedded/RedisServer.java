package io.orchagent.platform.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Redis with its data in the home: a password, loopback only, an append-only file. */
final class RedisServer {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int POLL_MILLIS = 20;
  private static final int SOCKET_MILLIS = 5_000;

  private final ServerProcess process;
  private final int port;
  private final String password;

  private RedisServer(ServerProcess process, int port, String password) {
    this.process = process;
    this.port = port;
    this.password = password;
  }

  static RedisServer start(Home home, Path binary, Durability durability) {
    Path folder = home.folder("redis");
    Leftover.stopLast(home, "redis");
    String password = home.password("redis/password");
    int port = Loopback.freePort();
    home.writePrivate("redis/redis.conf", configuration(folder, port, password, durability));
    ServerProcess process =
        ServerProcess.start(
            home,
            "redis",
            "TERM",
            List.of(),
            List.of(binary.toString(), folder.resolve("redis.conf").toString()));
    RedisServer server = new RedisServer(process, port, password);
    try {
      server.awaitReady();
      process.keepRunning();
    } catch (RuntimeException e) {
      process.stop();
      throw e;
    }
    return server;
  }

  /** In a file, not on the command line, where every user of the machine could read it. */
  private static String configuration(
      Path folder, int port, String password, Durability durability) {
    return """
        bind %s
        port %d
        protected-mode yes
        requirepass %s
        dir "%s"
        daemonize no
        save ""
        appendonly %s
        appendfsync everysec
        maxmemory-policy noeviction
        """
        .formatted(
            Loopback.ADDRESS,
            port,
            password,
            folder.toString().replace("\\", "\\\\").replace("\"", "\\\""),
            durability == Durability.KEPT ? "yes" : "no");
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers()) {
      process.requireAlive();
      if (System.nanoTime() > deadline) {
        throw new EmbeddedException("Redis does not answer:\n" + process.logTail());
      }
      Waiting.pause(POLL_MILLIS);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Loopback.ADDRESS, port), SOCKET_MILLIS);
      socket.setSoTimeout(SOCKET_MILLIS);
      socket
          .getOutputStream()
          .write(("AUTH " + password + "\r\nPING\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.contains("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  Map<String, String> configuration() {
    return Map.of(
        "quarkus.redis.hosts", "redis://:" + password + "@" + Loopback.ADDRESS + ":" + port);
  }

  ServerProcess process() {
    return process;
  }
}
