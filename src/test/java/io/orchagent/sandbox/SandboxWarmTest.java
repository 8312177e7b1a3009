package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.sandbox.SandboxResult.Outcome;
import io.orchagent.sandbox.SandboxSpec.Place;
import io.orchagent.sandbox.warm.WarmPool;
import io.orchagent.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Launches that wait for their run: what they are worth, and when they end. */
class SandboxWarmTest {
  private static final Pattern PRELOADED =
      Pattern.compile(
          "'(?:json|re|_json|_sre|enum|types|operator|_operator|collections|_collections|keyword"
              + "|reprlib|functools|_functools|copyreg|itertools)(?:[.][a-z_]+)?', ");

  private static final String SAYS =
      """
      import os, sys
      print(os.environ.get('KEY'), sys.stdin.read(), sorted(os.listdir('.')))
      if os.path.isdir('/tmp/uploads'):
          for name in sorted(os.listdir('/tmp/uploads')):
              print(name, open('/tmp/uploads/' + name).read(), os.access('/tmp/uploads/' + name, os.W_OK))
      """;

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_second_call_finds_one_waiting_and_gets_its_own_things(TestingProvider provider)
      throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool = TestingSpec.python(SAYS).file("lib/more.py", "X = 1");
      SandboxResult cold = warm.runAndPark(tool.environment("KEY", "one").input("first"));
      assertThat(text(cold)).isEqualTo("one first ['lib', 'main.py']\n");
      Path upload = Files.writeString(Files.createTempFile("upload", ""), "content");
      SandboxResult hit =
          warm.runWarm(
              tool.environment("KEY", "it's\ntwo é").input("second").upload("a b", upload));
      assertThat(hit.stderrLog()).isEmpty();
      assertThat(text(hit)).isEqualTo("it's\ntwo é second ['lib', 'main.py']\na b content False\n");
      assertThat(warm.warm().misses()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void node_waits_too(TestingProvider provider) throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool =
          TestingSpec.node(
                  """
              const { Worker } = require('node:worker_threads');
              const input = require('node:fs').readFileSync(0).toString();
              console.log(input, process.env.KEY, process.argv.slice(2), process.execArgv, require.main === module);
              new Worker('console.log(typeof process.env.KEY)', { eval: true });
              require('node:child_process').fork('child.js');
              """)
              .file("child.js", "console.log('child', process.execArgv);");
      String expected = "%s %s [] [] true\n";
      SandboxResult cold = warm.runAndPark(tool.environment("KEY", "one").input("first"));
      assertThat(text(cold)).startsWith(expected.formatted("first", "one"));
      SandboxResult hit = warm.runWarm(tool.environment("KEY", "two").input("second"));
      assertThat(hit.stderrLog()).isEmpty();
      assertThat(text(hit))
          .startsWith(expected.formatted("second", "two"))
          .contains("string\n", "child []\n")
          .hasSize(expected.formatted("second", "two").length() + "string\nchild []\n".length());
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_program_cannot_tell_how_it_was_started(TestingProvider provider) throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      cannotTell(warm, TestingSpec::python);
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void nor_can_one_with_packages(TestingProvider provider) throws Exception {
    Path python = TestingPackages.of(Map.of("bin/tool", "", "word.py", "WORD = 'hi'"));
    Path node = TestingPackages.of(Map.of("word/index.js", "module.exports = 'hi'"));
    try (TestingWarm warm = TestingWarm.open(provider)) {
      String told =
          cannotTell(
              warm,
              code ->
                  TestingSpec.python("import word; " + code)
                      .mount(python, Place.PYTHON_PACKAGES)
                      .mount(node, Place.NODE_MODULES));
      assertThat(told).contains("'/home/python-packages'", "NODE_PATH=/home/node_modules");
    }
  }

  /** All but that json and what it needs are imported already. */
  private static String withoutPreloaded(String told) {
    return PRELOADED.matcher(told).replaceAll("");
  }

  private static String cannotTell(TestingWarm warm, Function<String, TestingSpec> program)
      throws Exception {
    String code =
        """
        import atexit, os, resource, signal, sys, threading
        print(sys.argv, sys.path, sys.flags, sys.executable, sys.orig_argv, __file__, __name__)
        print(sorted(k for k in globals() if k.startswith('__')), __spec__, type(__loader__).__name__)
        print(sys._getframe().f_back, threading.active_count(), sys.gettrace(), sys.excepthook is sys.__excepthook__)
        print(sorted(sys.modules), sorted(sys.path_importer_cache))
        print(sorted(os.environ.items()), os.getcwd(), os.umask(0o22), os.getppid())
        print([(n, resource.getrlimit(getattr(resource, n))) for n in dir(resource) if n.startswith('RLIMIT')])
        print([signal.getsignal(s) for s in (signal.SIGINT, signal.SIGPIPE, signal.SIGTERM)], os.nice(0))
        print(sorted(os.listdir('/proc/self/fd')), sys.stdin.encoding, sys.stdout.line_buffering)
        print(sorted((n, oct(os.stat(n).st_mode)) for n in os.listdir('.')))
        print(os.popen('env | sort').read())
        atexit.register(lambda: print('at exit'))
        def deep(): raise ValueError('oops')
        deep()
        """;
    TestingSpec tool = program.apply(code).file("run.sh", "#!/bin/sh\n").executable("run.sh");
    SandboxResult cold = warm.runAndPark(tool);
    SandboxResult hit = warm.runWarm(tool);
    // The shell prepares what the hook can't know early enough
    SandboxResult shell = warm.host().run(tool.environment("LC_NONE", "x").build());
    String expected = text(shell).replace("('LC_NONE', 'x'), ", "").replace("LC_NONE=x\n", "");
    assertThat(text(shell)).contains("('LC_NONE', 'x')", "at exit\n");
    assertThat(text(cold)).isEqualTo(expected);
    assertThat(withoutPreloaded(text(hit))).isEqualTo(withoutPreloaded(expected));
    assertThat(text(hit)).contains("'json.decoder'");
    assertThat(expected).doesNotContain("'json.decoder'");
    assertThat(cold.stderrLog())
        .isEqualTo(shell.stderrLog())
        .isEqualTo(hit.stderrLog())
        .startsWith("Traceback (most recent call last):\n  File \"/home/user/main.py\", line 14");
    assertThat(hit.exitCode()).isEqualTo(1);
    assertThat(warm.warm().misses()).isEqualTo(1);
    return expected;
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_module_of_the_bundle_wins_over_the_interpreters_own(TestingProvider provider)
      throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool =
          TestingSpec.python("import json; print(json.WORD)").file("json.py", "WORD = 'mine'");
      assertThat(text(warm.runAndPark(tool))).isEqualTo("mine\n");
      assertThat(text(warm.runWarm(tool))).isEqualTo("mine\n");
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void ends_are_told_as_ever(TestingProvider provider) throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool =
          TestingSpec.python(
              """
              import os, signal, sys
              what = sys.stdin.read()
              print(what, flush=True)
              if what == 'exit': sys.exit(7)
              if what == 'text': sys.exit('why')
              if what == 'kill': os.kill(os.getpid(), signal.SIGKILL)
              if what == 'interrupt': signal.raise_signal(signal.SIGINT)
              if what == 'most': sys.stdout.write('x' * (10485760 - 5))
              if what == 'more': sys.stdout.write('x' * (10485760 - 4))
              if what == 'daemon' and os.fork() == 0:
                  os.setsid(); signal.pause()
              if what == 'close':
                  os.close(1); os.close(2); sys.stdin.close(); os._exit(5)
              """);
      warm.runAndPark(tool.input("ok"));
      assertThat(warm.runWarm(tool.input("exit")).exitCode()).isEqualTo(7);
      SandboxResult text = warm.runWarm(tool.input("text"));
      assertThat(text.exitCode()).isEqualTo(1);
      assertThat(text.stderrLog()).isEqualTo("why\n");
      SandboxResult killed = warm.runWarm(tool.input("kill"));
      assertThat(killed.outcome()).isEqualTo(Outcome.SIGNALLED);
      assertThat(killed.exitCode()).isEqualTo(137);
      assertThat(text(killed)).isEqualTo("kill\n");
      assertThat(warm.runWarm(tool.input("interrupt")).exitCode()).isEqualTo(130);
      SandboxResult most = warm.runWarm(tool.input("most"));
      assertThat(most.outcome()).isEqualTo(Outcome.EXITED);
      assertThat(most.stdout()).hasSize(SandboxResult.MAX_STDOUT_BYTES);
      assertThat(warm.runWarm(tool.input("more")).outcome()).isEqualTo(Outcome.OUTPUT_LIMIT);
      assertThat(text(warm.runWarm(tool.input("daemon")))).isEqualTo("daemon\n");
      assertThat(warm.runWarm(tool.input("close")).exitCode()).isEqualTo(5);
      assertThat(warm.warm().misses()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void the_deadline_and_the_limits_hold(TestingProvider provider) throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool =
          TestingSpec.python(
              """
              import sys, time
              what = sys.stdin.read()
              if what == 'wait': time.sleep(60)
              if what == 'eat': x = [bytearray(1 << 20) for _ in range(4000)]
              """);
      warm.runAndPark(tool.input(""));
      long start = System.nanoTime();
      SandboxResult late = warm.runWarm(tool.input("wait").within(Duration.ofSeconds(1)));
      assertThat(late.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
      SandboxResult fat = warm.runWarm(tool.input("eat").within(Duration.ofSeconds(60)));
      assertThat(fat.outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void one_that_died_while_it_waited_is_no_harm(TestingProvider provider) throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool = named("dies" + provider.ordinal() + ".py", "print('well')");
      warm.runAndPark(tool);
      Path waiting = TestingProcesses.await("python3\0dies" + provider.ordinal() + ".py\0");
      long pid = Long.parseLong(waiting.getFileName().toString());
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      warm.awaitParked(0);
      assertThat(text(warm.runAndPark(tool))).isEqualTo("well\n");
      assertThat(warm.warm().hits()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void it_ends_when_its_bundle_is_forgotten_or_nobody_calls_or_the_server_stops(
      TestingProvider provider) throws Exception {
    String name = "ends" + provider.ordinal() + ".py";
    String commandLine = "python3\0" + name + "\0";
    SettableClock clock = new SettableClock();
    SandboxHost host;
    try (TestingWarm warm = TestingWarm.open(provider.configured(), TestingWarm.ONE, clock)) {
      host = warm.host();
      TestingSpec tool = named(name, "print(1)").startsAt(clock);
      warm.runAndPark(tool);
      TestingProcesses.await(commandLine);
      warm.warm().forget(Objects.requireNonNull(tool.build().bundle()));
      assertThat(warm.warm().parked()).isZero();
      assertThat(TestingProcesses.find(commandLine)).isEmpty();

      warm.runAndPark(tool);
      clock.advance(TestingWarm.ONE.idle().plusMillis(1));
      TestingProcesses.awaitNone(commandLine);
      assertThat(warm.warm().parked()).isZero();

      warm.runAndPark(tool);
      TestingProcesses.await(commandLine);
    }
    assertThat(TestingProcesses.find(commandLine)).isEmpty();
    assertThat(host.warm().orElseThrow().parkedBytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void what_does_not_fit_into_the_memory_of_the_pool_does_not_wait(TestingProvider provider)
      throws Exception {
    WarmPool.Bounds small = new WarmPool.Bounds(4, 1, 40 << 20, Duration.ofMinutes(5));
    String large = "large" + provider.ordinal() + ".py";
    try (TestingWarm warm = TestingWarm.open(provider.configured(), small, Clock.systemUTC())) {
      warm.runAndPark(TestingSpec.python("print(1)"));
      assertThat(warm.warm().parkedBytes()).isBetween(1L << 20, 40L << 20);
      warm.host().run(named(large, "print(2)").file("data", "x".repeat(41 << 20)).build());
      Awaitility.await().until(() -> warm.warm().starting() == 0);
      TestingProcesses.awaitNone("python3\0" + large + "\0");
      assertThat(warm.warm().parked()).isEqualTo(1);
    }
  }

  private static TestingSpec named(String name, String code) {
    return TestingSpec.python("").file(name, code).entrypoint(name);
  }

  private static String text(SandboxResult result) {
    return new String(result.stdout(), StandardCharsets.UTF_8);
  }
}
