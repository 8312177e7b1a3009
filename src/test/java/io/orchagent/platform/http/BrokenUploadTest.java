package io.orchagent.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who goes away in the middle of an upload is no failure of this server. */
@QuarkusTest
class BrokenUploadTest {
  private static final Logger OURS = Logger.getLogger(FailureAnswers.class.getName());

  private final List<LogRecord> log = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          synchronized (log) {
            log.add(line);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private Level before;

  @BeforeEach
  void listen() {
    before = OURS.getLevel();
    OURS.setLevel(Level.FINE);
    Logger.getLogger("").addHandler(handler);
  }

  @AfterEach
  void leave() {
    Logger.getLogger("").removeHandler(handler);
    OURS.setLevel(before);
  }

  /** Sends a part of the body and goes away; waits until the server has noticed. */
  private void breakOff(TestWorkspace caller, String path, String type, String part)
      throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      String head =
          "POST "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + caller.apiKey
              + "\r\nContent-Type: "
              + type
              + "\r\nContent-Length: 5000000\r\n\r\n";
      socket.getOutputStream().write((head + part).getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    }
    await().until(this::noticed);
    synchronized (log) {
      assertThat(log)
          .filteredOn(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
          .extracting(line -> line.getLoggerName() + " " + line.getMessage())
          .isEmpty();
      log.clear();
    }
  }

  private boolean noticed() {
    synchronized (log) {
      return log.stream()
          .anyMatch(line -> line.getLoggerName().equals(FailureAnswers.class.getName()));
    }
  }

  @Test
  void it_is_no_error_in_the_log() throws IOException {
    TestWorkspace caller = TestWorkspace.create();
    TestTool tool = TestTool.python(caller, "print('{}')");
    String filler = "x".repeat(200_000);
    breakOff(caller, tool.path(), "application/json", "{\"a\":\"" + filler);
    breakOff(
        caller,
        tool.path(),
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n" + filler);
    caller
        .asOwner()
        .get("/workspaces/" + caller.workspaceId + "/runs")
        .then()
        .header("X-RateLimit-Remaining", "1000");
  }
}
