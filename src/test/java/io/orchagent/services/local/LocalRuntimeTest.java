package io.orchagent.services.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.agents.Release;
import io.orchagent.agents.Releases;
import io.orchagent.sandbox.TestingProcesses;
import io.orchagent.services.runtime.Endpoint;
import io.orchagent.services.runtime.Entrypoint;
import io.orchagent.services.runtime.InstanceExit;
import io.orchagent.services.runtime.InstanceStatus;
import io.orchagent.services.runtime.InstanceStatus.State;
import io.orchagent.services.runtime.LogLine;
import io.orchagent.services.runtime.LogLine.Severity;
import io.orchagent.services.runtime.ServiceSpec;
import io.orchagent.testing.TestTool;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes of services on this machine: started, watched, replaced, ended. */
@QuarkusTest
class LocalRuntimeTest {
  private static final long MIB = 1024 * 1024;

  /** Answers the generation that it is of, and its process number on /pid-like requests. */
  private static final String WEB =
      """
      import os, signal, socket, sys, threading
      server = socket.create_server(('127.0.0.1', int(os.environ['PORT'])), backlog=128)
      signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))
      def serve(c):
          try:
              if c.recv(1):
                  c.sendall(os.environ['GENERATION'].encode())
          finally:
              c.close()
      while True:
          threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
      """;

  @Inject LocalStarts starts;
  @Inject LocalConfig config;
  @Inject Releases releases;

  private final RecordedSupervision told = new RecordedSupervision();
  private final UUID service = UUID.randomUUID();
  private LocalRuntime runtime;
  // Of this test alone, to find its process by
  private final String file = "web" + TestWorkspace.unique() + ".py";

  private LocalRuntime runtime() {
    if (runtime == null) {
      runtime =
          new LocalRuntime(new LocalRuntime.Means(starts, config, Clock.systemUTC(), () -> told));
    }
    return runtime;
  }

  @AfterEach
  void stop() {
    told.away.set(false);
    runtime().stop();
    assertThat(runtime().known()).isEmpty();
  }

  /** A version whose only file is this one. */
  private Release program(String code) {
    return program(file, code);
  }

  private Release program(String name, String code) {
    return release(name, Map.of(name, code));
  }

  private Release release(String entrypoint, Map<String, String> files) {
    TestWorkspace author = TestWorkspace.create();
    TestTool tool =
        TestTool.publish(author, Map.of("run_mode", "always_on", "entrypoint", entrypoint), files);
    return releases
        .find(UUID.fromString(author.workspaceId), UUID.fromString(tool.id))
        .orElseThrow(AssertionError::new);
  }

  private ServiceSpec spec(Release release, long generation, int instances, String... command) {
    return new ServiceSpec(
        service,
        release.workspaceId(),
        release.org(),
        "web",
        generation,
        instances,
        release,
        List.of(command),
        3000,
        true);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(condition);
  }

  private void awaitReady(long generation, int instances) {
    await(() -> ready().stream().filter(s -> s.generation() == generation).count() == instances);
  }

  private List<InstanceStatus> ready() {
    return runtime().instances(service).stream().filter(s -> s.state() == State.READY).toList();
  }

  /** One request to one that is ready, as the ingress makes it: the others where one refuses. */
  private String request() throws IOException {
    for (InstanceStatus status : ready()) {
      if (status.endpoint() instanceof Endpoint.UnixSocket socket) {
        return request(socket);
      }
    }
    throw new IOException("no instance is ready");
  }

  private static String request(Endpoint.UnixSocket socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()))) {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}));
      ByteBuffer answer = ByteBuffer.allocate(16);
      while (channel.read(answer) >= 0) {
        // to the end
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void a_killed_instance_is_back_within_three_seconds() throws Exception {
    told.pause = Optional.of(Duration.ofSeconds(1));
    runtime().apply(spec(program(WEB), 1, 1));
    awaitReady(1, 1);
    assertThat(request()).isEqualTo("1");
    String first = ready().getFirst().instance();
    long killed = System.nanoTime();
    ProcessHandle.of(
            Long.parseLong(
                TestingProcesses.await("python3\0" + file + "\0").getFileName().toString()))
        .orElseThrow()
        .destroyForcibly();
    await(() -> !ready().isEmpty() && !ready().getFirst().instance().equals(first));
    assertThat(request()).isEqualTo("1");
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(3));
    InstanceExit exit = told.exits.getFirst();
    assertThat(exit.exitCode()).isEqualTo(137);
    assertThat(exit.wanted()).isFalse();
    assertThat(exit.instance()).isEqualTo(first);
    assertThat(exit.lastError()).isEqualTo("It was ended by signal 9");
  }

  @Test
  void a_new_generation_takes_over_without_a_failed_request() throws Exception {
    Release release = program(WEB);
    runtime().apply(spec(release, 1, 2));
    awaitReady(1, 2);
    AtomicBoolean over = new AtomicBoolean();
    List<String> answers = new ArrayList<>();
    Thread client =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!over.get()) {
                    try {
                      answers.add(request());
                    } catch (IOException e) {
                      answers.add(e.toString());
                    }
                  }
                });
    runtime().apply(spec(release, 2, 2));
    awaitReady(2, 2);
    await(() -> told.exits.size() == 2 && runtime().instances(service).size() == 2);
    over.set(true);
    client.join();
    assertThat(answers).contains("1", "2").allMatch(a -> a.equals("1") || a.equals("2"));
    assertThat(told.exits).allMatch(InstanceExit::wanted).allMatch(e -> e.exitCode() == 0);
    assertThat(told.count(1, State.DRAINING)).isEqualTo(2);
  }

  @Test
  void a_new_generation_that_never_comes_up_leaves_the_old_one() throws Exception {
    Release release = program(WEB);
    runtime().apply(spec(release, 1, 1));
    awaitReady(1, 1);
    runtime().apply(spec(release, 2, 1, "sh", "-c", "echo broken $SECRET; exit 9"));
    await(() -> told.exits.size() >= 3);
    assertThat(request()).isEqualTo("1");
    assertThat(told.exits)
        .allMatch(exit -> exit.generation() == 2 && exit.exitCode() == 9 && !exit.wanted())
        .allMatch(exit -> exit.lastError().equals("It ended with exit code 9: broken ***"));
    runtime().remove(service);
    assertThat(runtime().known()).isEmpty();
    assertThat(TestingProcesses.find("python3\0" + file + "\0")).isEmpty();
  }

  @Test
  void what_is_not_wanted_any_more_is_not_started_again() throws Exception {
    told.pause = Optional.empty();
    runtime().apply(spec(program("print('bye')"), 1, 1));
    await(() -> !told.exits.isEmpty() && runtime().instances(service).isEmpty());
    assertThat(told.exits).hasSize(1);
    told.wants.set(false);
    runtime().apply(spec(program("print('bye')"), 1, 1));
    await(() -> runtime().instances(service).isEmpty());
    assertThat(told.exits).hasSize(1);
  }

  @Test
  void a_bundle_without_anything_to_start_says_so() {
    Release release = release("run.py", Map.of("run.py", "print('this is for calls')"));
    runtime().apply(spec(without(release), 1, 1));
    await(() -> !told.exits.isEmpty());
    InstanceExit exit = told.exits.getFirst();
    assertThat(exit.exitCode()).isEqualTo(-1);
    assertThat(exit.upFor()).isZero();
    assertThat(exit.lastError()).isEqualTo(Entrypoint.missing());
  }

  private static Release without(Release r) {
    return new Release(
        r.id(),
        r.workspaceId(),
        r.org(),
        r.name(),
        r.version(),
        r.type(),
        r.runMode(),
        r.engine(),
        r.isPublic(),
        r.callable(),
        r.timeoutSeconds(),
        r.runtimeCommand(),
        null,
        r.bundleSha256(),
        r.bundleStatus(),
        r.bundleError(),
        r.inputSchema(),
        r.outputSchema(),
        r.requiredSecrets(),
        r.optionalSecrets(),
        r.network(),
        r.allowedHosts(),
        r.packages(),
        r.supportedProviders(),
        r.defaultModels(),
        r.deprecatedAt(),
        r.sunsetAt(),
        r.pricePerCallCents(),
        r.sourceAvailable(),
        r.orchestration(),
        r.defaultSkills(),
        r.skillsLocked(),
        r.defaultEndpoint());
  }

  @Test
  void a_worker_that_never_listens_is_ready_after_a_while_and_has_no_endpoint() {
    runtime()
        .apply(
            spec(program("bot.py", "import time\nprint('up', flush=True)\ntime.sleep(600)"), 1, 1));
    await(() -> told.messages().anyMatch("up"::equals));
    awaitReady(1, 1);
    assertThat(ready().getFirst().endpoint()).isNull();
  }

  @Test
  void a_program_that_does_not_want_to_end_is_killed() {
    Release release =
        program(
            "import signal, time\nsignal.signal(signal.SIGTERM, lambda *a: print('no', flush=True))\n"
                + "print('up', flush=True)\nwhile True: time.sleep(1)\n");
    runtime().apply(spec(release, 1, 1));
    await(() -> told.messages().anyMatch("up"::equals));
    long began = System.nanoTime();
    runtime().remove(service);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(config.grace(), config.grace().plusSeconds(2));
    assertThat(told.exits.getFirst().wanted()).isTrue();
    assertThat(told.messages()).contains("no");
  }

  @Test
  void it_goes_on_while_the_database_is_away_and_ends_when_told() throws Exception {
    runtime().apply(spec(program(WEB), 1, 1));
    awaitReady(1, 1);
    told.away.set(true);
    assertThat(request()).isEqualTo("1");
    runtime().remove(service);
    assertThat(runtime().known()).isEmpty();
    assertThat(TestingProcesses.find("python3\0" + file + "\0")).isEmpty();
  }

  @Test
  void lines_are_split_weighed_masked_and_cut() {
    Release release =
        program(
            """
                import os, sys, time
                s = os.environ['SECRET']
                out = sys.stdout.buffer
                def say(b):
                    out.write(b); out.flush(); time.sleep(0.05)
                say(b'ERROR it broke\\n{"level":"warn","msg":"x"}\\r\\n')
                half = len(s) // 2
                say(b'key ' + s[:half].encode())
                say(s[half:].encode() + b' end\\n')
                say('l\\u00fc\\u00fc'.encode() * 5000 + b'\\nAuthorization: Bearer abcdefghijklmnop\\n')
                print('to stderr', file=sys.stderr)
                say(b'no line end')
                """);
    told.pause = Optional.empty();
    runtime().apply(spec(release, 1, 1));
    await(() -> !told.exits.isEmpty());
    List<LogLine> lines = told.lines();
    assertThat(lines.get(0).severity()).isEqualTo(Severity.ERROR);
    assertThat(lines.get(1).severity()).isEqualTo(Severity.WARNING);
    assertThat(lines.get(1).message()).isEqualTo("{\"level\":\"warn\",\"msg\":\"x\"}");
    assertThat(lines.get(2).message()).isEqualTo("key *** end");
    assertThat(lines.get(3).message()).startsWith("lüülüü").endsWith("more bytes)");
    assertThat(lines.get(3).message().getBytes(StandardCharsets.UTF_8).length).isLessThan(8_300);
    assertThat(lines.get(4).message()).isEqualTo("Authorization: Bearer ***");
    assertThat(told.messages()).contains("to stderr", "no line end");
  }

  @Test
  void a_flood_of_log_costs_little_and_tells_what_is_missing() {
    Release release =
        program("import os\nline = (b'x' * 99 + b'\\n') * 1000\nwhile True: os.write(1, line)\n");
    double idle = processor(Duration.ofSeconds(3));
    runtime().apply(spec(release, 1, 1));
    await(() -> told.messages().filter(m -> m.contains("lines were dropped here")).count() > 2);
    Runtime.getRuntime().gc();
    long memory = used();
    int before = told.lines().size();
    long began = System.nanoTime();
    double share = processor(Duration.ofSeconds(5)) - idle;
    double lines = (told.lines().size() - before) / ((System.nanoTime() - began) / 1e9);
    System.out.printf("flood: %.1f %% of a processor, %.0f lines a second%n", share * 100, lines);
    // All that the server does meanwhile is in it, on a machine that others use too
    assertThat(share).isLessThan(1.0);
    // With what a pause of the server saved up
    assertThat(lines).isLessThan(config.logLines() * 2);
    Runtime.getRuntime().gc();
    assertThat(used() - memory).isLessThan(64 * MIB);
  }

  /** What part of a processor this server keeps busy. */
  private static double processor(Duration time) {
    long before = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    long began = System.nanoTime();
    Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    return (double)
            (ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() - before)
        / (System.nanoTime() - began);
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
