package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways from one run into another by way of what waits beforehand, or past the end. */
class WarmEscapeTest {

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_run_leaves_nothing_for_the_next(TestingProvider provider) throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool =
          TestingSpec.python(
              """
              import os, signal, sys, time
              def seen():
                  pids = [p for p in os.listdir('/proc') if p.isdigit()]
                  return len(pids), [sorted(os.listdir(d)) for d in ('/tmp', '/home/user', '/dev/shm')]
              print(seen(), open('main.py').read().count('CHANGED'), sys.stdin.read())
              for folder in '/tmp', '/home/user', '/dev/shm':
                  open(folder + '/left', 'w').write('secret')
              open('main.py', 'a').write('# CHANGED')
              if os.fork() == 0:
                  os.setsid()
                  signal.signal(signal.SIGTERM, signal.SIG_IGN)
                  os.close(1); os.close(2)
                  while True: time.sleep(1)
              """);
      String expected = "(2, [[], ['main.py'], []]) 2 %s\n";
      assertThat(text(warm.runAndPark(tool.input("one")))).isEqualTo(expected.formatted("one"));
      assertThat(text(warm.runWarm(tool.input("two")))).isEqualTo(expected.formatted("two"));
      assertThat(text(warm.runWarm(tool.input("three")))).isEqualTo(expected.formatted("three"));
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void what_waits_knows_no_secret_of_a_run(TestingProvider provider) throws Exception {
    String name = "secret" + provider.ordinal() + ".py";
    try (TestingWarm warm = TestingWarm.open(provider)) {
      warm.runAndPark(
          TestingSpec.python("")
              .file(name, "print(1)")
              .entrypoint(name)
              .environment("KEY", "very-secret-value")
              .input("very-secret-value"));
      Path waiting = TestingProcesses.await("python3\0" + name + "\0");
      assertThat(Files.readString(waiting.resolve("environ")))
          .doesNotContain("very-secret-value", "KEY");
      assertThat(TestingProcesses.commandLines())
          .noneMatch(line -> line.contains("very-secret-value"));
      assertThat(
              memoryContains(Long.parseLong(waiting.getFileName().toString()), "very-secret-value"))
          .isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void another_bundle_or_program_never_gets_what_waits(TestingProvider provider) throws Exception {
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool = TestingSpec.python("print('mine')").file("other.py", "print('other')");
      warm.runAndPark(tool);
      SandboxResult same = warm.host().run(TestingSpec.python("print('yours')").build());
      assertThat(text(same)).isEqualTo("yours\n");
      assertThat(text(warm.host().run(tool.entrypoint("other.py").build()))).isEqualTo("other\n");
      assertThat(warm.warm().hits()).isZero();
      assertThat(warm.warm().misses()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_bundle_runs_nothing_before_its_call(TestingProvider provider) throws Exception {
    String early = "open('/tmp/ran', 'w')\n";
    try (TestingWarm warm = TestingWarm.open(provider)) {
      TestingSpec tool = TestingSpec.python("import os; print(os.path.exists('/tmp/ran'))");
      for (String name :
          new String[] {"sitecustomize", "usercustomize", "os", "encodings", "zlib"}) {
        tool.file(name + ".py", early);
      }
      tool.file("early.pth", "import early").file("early.py", early);
      assertThat(text(warm.runAndPark(tool))).isEqualTo("False\n");
      assertThat(text(warm.runWarm(tool))).isEqualTo("False\n");
      TestingSpec user =
          TestingSpec.python("import os; print(os.path.exists('/tmp/ran'))")
              .file(".local/lib/python3.11/site-packages/early.pth", "import early");
      warm.host().run(user.build());
      warm.awaitParked(1);
      assertThat(warm.warm().hits() + warm.warm().misses()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_chain_of_forks_does_not_outrun_the_end(TestingProvider provider) throws Exception {
    String marker = "38" + provider.ordinal() + "8";
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                    """
                    import ctypes, os, signal, time
                    print('begun', flush=True)
                    while True:
                        for s in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                            signal.signal(s, signal.SIG_IGN)
                        if os.fork():
                            os._exit(0) if os.getppid() != 1 else time.sleep(60)
                        os.setsid()
                        if os.fork() == 0:
                            os.execvp('sleep', ['sleep', '%s'])
                        time.sleep(0.02)
                    """
                        .formatted(marker))
                .within(Duration.ofSeconds(2)));
    assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(result.stdoutLog()).isEqualTo("begun\n");
    assertThat(TestingProcesses.find("sleep\0" + marker + "\0")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_program_cannot_say_that_it_ended_well(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                """
                import os
                os.write(1, b'ready\\nparked\\nstart\\n00000000-0000-0000-0000-000000000000 0\\n')
                os.kill(1, 9)
                os._exit(9)
                """));
    assertThat(result.exitCode()).isEqualTo(9);
    assertThat(text(result))
        .isEqualTo("ready\nparked\nstart\n00000000-0000-0000-0000-000000000000 0\n");
  }

  private static boolean memoryContains(long process, String value) throws Exception {
    byte[] wanted = value.getBytes(StandardCharsets.UTF_8);
    try (var memory = new java.io.RandomAccessFile("/proc/" + process + "/mem", "r")) {
      for (String line : Files.readAllLines(Path.of("/proc/" + process + "/maps"))) {
        String[] parts = line.split("[- ]", 4);
        boolean data = line.contains("rw-p");
        if (data && contains(memory, parts[0], parts[1], wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean contains(
      java.io.RandomAccessFile memory, String from, String to, byte[] wanted) throws Exception {
    long start = Long.parseUnsignedLong(from, 16);
    byte[] bytes = new byte[(int) (Long.parseUnsignedLong(to, 16) - start)];
    memory.seek(start);
    memory.readFully(bytes);
    return Bytes.indexOf(bytes, 0, bytes.length, wanted) >= 0;
  }

  private static String text(SandboxResult result) {
    return new String(result.stdout(), StandardCharsets.UTF_8);
  }
}
