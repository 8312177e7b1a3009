package io.orchagent.testing;

import static org.awaitility.Awaitility.await;

import io.orchagent.platform.embedded.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged application as a process of its own, the way a person starts it. */
public final class PackagedApplication implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  private final Process process;
  private final Path output;
  private final int port;
  private final int managementPort;

  private PackagedApplication(Process process, Path output, int port, int managementPort) {
    this.process = process;
    this.output = output;
    this.port = port;
    this.managementPort = managementPort;
  }

  /** Starts it with these variables beside the ports; does not wait. */
  public static PackagedApplication launch(
      Path folder, Map<String, String> environment, String... arguments) {
    int port = Loopback.freePort();
    int managementPort = Loopback.freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile(folder, "output-", ".log");
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().keySet().removeIf(PackagedApplication::configuresUs);
      builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
      builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      return new PackagedApplication(builder.start(), output, port, managementPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean configuresUs(String variable) {
    return variable.startsWith("QUARKUS_") || variable.startsWith("ORCHAGENT_");
  }

  public PackagedApplication awaitReady() {
    await()
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .failFast("it ended: " + output, () -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> get("/health", null).statusCode() == 200);
    return this;
  }

  public HttpResponse<String> get(String path, String bearer) throws Exception {
    return send(port, path, bearer);
  }

  public HttpResponse<String> management(String path) throws Exception {
    return send(managementPort, path, null);
  }

  private static HttpResponse<String> send(int port, String path, String bearer)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20));
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  public int port() {
    return port;
  }

  public String output() throws IOException {
    return Files.readString(output);
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL: nothing of it can run any more. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGSTOP: it stands still, with all that it holds. */
  public void pause() {
    ProcessSignal.send("STOP", process.pid());
  }

  /** SIGCONT. */
  public void resume() {
    ProcessSignal.send("CONT", process.pid());
  }

  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      throw new AssertionError("it does not end: " + output);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
  }
}
