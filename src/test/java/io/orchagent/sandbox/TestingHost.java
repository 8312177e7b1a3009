package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A process of the host with what programs might reach: itself, a socket, shared memory. */
final class TestingHost implements AutoCloseable {

  private static final String CODE =
      """
      import ctypes, socket, sys
      server = socket.socket(socket.AF_UNIX)
      server.bind('\\0' + sys.argv[1])
      server.listen()
      libc = ctypes.CDLL(None)
      segment = libc.shmget(int(sys.argv[2]), 4096, 0o1666)
      print('ready', segment >= 0, flush=True)
      sys.stdin.read()
      libc.shmctl(segment, 0, None)
      """;
  private static final String SHARED = "1330791240";

  private final Process process;
  private final String socket = "orchagent-test-" + ProcessHandle.current().pid();

  TestingHost() throws IOException {
    process = new ProcessBuilder("/usr/bin/python3", "-c", CODE, socket, SHARED).start();
    String line = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"ready True".equals(line)) {
      throw new IOException("the process of the host says " + line);
    }
  }

  Map<String, String> environment(TestingProvider provider) {
    return Map.of(
        "HOST_PID",
        String.valueOf(process.pid()),
        "HOST_SOCKET",
        socket,
        "HOST_SHARED",
        SHARED,
        "FILTERS",
        provider.filters() ? "yes" : "no");
  }

  boolean lives() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
