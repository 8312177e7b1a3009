package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that want more than they may have. */
class SandboxLimitsTest {

  private static final Duration SOON = Duration.ofSeconds(1);

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_gigabyte_of_output_is_stopped_at_ten_mebibytes(TestingProvider provider) throws Exception {
    SandboxResult result = provider.run(TestingSpec.command("head -c 1G /dev/zero"));
    assertThat(result.outcome()).isEqualTo(Outcome.OUTPUT_LIMIT);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stdoutLog()).isEqualTo("\0".repeat(SandboxResult.LOG_BYTES));
    assertThat(result.message()).isEqualTo("The program printed more than 10 MiB.");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void ten_mebibytes_are_not_too_much_and_one_byte_more_is(TestingProvider provider)
      throws Exception {
    SandboxResult most = provider.run(TestingSpec.command("head -c 10485760 /dev/zero"));
    assertThat(most.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(most.stdout()).hasSize(SandboxResult.MAX_STDOUT_BYTES);
    SandboxResult more = provider.run(TestingSpec.command("head -c 10485761 /dev/zero"));
    assertThat(more.outcome()).isEqualTo(Outcome.OUTPUT_LIMIT);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_gigabyte_of_errors_is_drained(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(TestingSpec.command("head -c 1G /dev/zero >&2; echo end >&2; echo done"));
    assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(text(result)).isEqualTo("done\n");
    assertThat(result.stderrLog())
        .isEqualTo("\0".repeat(SandboxResult.LOG_BYTES - "end\n".length()) + "end\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void input_that_nobody_reads_holds_up_nothing(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(TestingSpec.command("echo done").input(new byte[8 * 1024 * 1024]));
    assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(text(result)).isEqualTo("done\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_program_that_ignores_sigterm_ends_at_the_deadline(TestingProvider provider)
      throws Exception {
    long start = System.nanoTime();
    SandboxResult result =
        provider.run(
            TestingSpec.command(
                    "trap '' TERM INT HUP; echo begun; while :; do sleep 77"
                        + provider.ordinal()
                        + "; done")
                .within(SOON));
    assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(result.exitCode()).isEqualTo(-1);
    assertThat(result.stdoutLog()).isEqualTo("begun\n");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(SOON, SOON.plus(Duration.ofSeconds(3)));
    assertThat(TestingProcesses.find("sleep\00077" + provider.ordinal() + "\0")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_fork_bomb_hurts_only_itself(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                """
                    import os, sys, time
                    made = 0
                    try:
                        while True:
                            if os.fork() == 0:
                                time.sleep(88)
                            made += 1
                    except BlockingIOError:
                        print(made)
                    """));
    assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
    // The limit counts the launch script, the program and its children
    assertThat(Integer.parseInt(text(result).strip())).isBetween(55, 63);
    SandboxResult bomb =
        provider.run(
            TestingSpec.command("b() { b | b & }; b; sleep 60").within(SOON.multipliedBy(2)));
    assertThat(bomb.outcome()).isIn(Outcome.TIMED_OUT, Outcome.EXITED);
    assertThat(text(provider.run(TestingSpec.command("echo well")))).isEqualTo("well\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void ten_gigabytes_do_not_fit(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python(
                """
                import errno, os, resource
                def fill(folder):
                    total = 0
                    chunk = bytes(1 << 20)
                    try:
                        for i in range(10):
                            with open(f'{folder}/{i}', 'wb', buffering=0) as f:
                                for _ in range(1024):
                                    total += f.write(chunk)
                                    if total % (1 << 29) == 0 and folder == '/home/user':
                                        f = open(f'{folder}/more', 'wb', buffering=0)
                    except OSError as e:
                        return total >> 20, errno.errorcode[e.errno]
                print(fill('/tmp'), fill('/home/user'), fill('/dev/shm'))
                """));
    assertThat(result.stderrLog()).isEmpty();
    assertThat(text(result)).isEqualTo("(256, 'ENOSPC') (639, 'ENOSPC') (64, 'ENOSPC')\n");
    SandboxResult one =
        provider.run(TestingSpec.command("head -c 600M /dev/zero >big; echo $?; stat -c %s big"));
    assertThat(text(one)).isEqualTo("153\n536870912\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_signal_is_told_from_an_exit(TestingProvider provider) throws Exception {
    SandboxResult killed =
        provider.run(
            TestingSpec.python("import os; print(1, flush=True); os.kill(os.getpid(), 9)"));
    assertThat(killed.outcome()).isEqualTo(Outcome.SIGNALLED);
    assertThat(killed.exitCode()).isEqualTo(137);
    assertThat(killed.message()).isEqualTo("The program was ended by signal 9.");
    assertThat(text(killed)).isEqualTo("1\n");
    SandboxResult crashed = provider.run(TestingSpec.python("import os; os.abort()"));
    assertThat(crashed.exitCode()).isEqualTo(134);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_hog_of_memory_is_ended_in_python(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.python("x = [bytearray(1 << 20) for _ in range(4000)]; print('all')"));
    assertThat(result.outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
    assertThat(result.exitCode()).isEqualTo(-1);
    assertThat(result.stdout()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_hog_of_memory_is_ended_in_node_and_children(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(
            TestingSpec.node("const x = []; while (true) x.push(Buffer.alloc(1 << 20, 1));"));
    assertThat(result.outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
    SandboxResult children =
        provider.run(
            TestingSpec.python(
                """
                import os, time
                for _ in range(8):
                    if os.fork() == 0:
                        x = bytearray(100 << 20)
                        for i in range(0, len(x), 4096): x[i] = 1
                        time.sleep(60)
                time.sleep(60)
                """));
    assertThat(children.outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void memory_within_the_limit_is_given(TestingProvider provider) throws Exception {
    SandboxResult result =
        provider.run(TestingSpec.python("x = bytearray(400 << 20); print(len(x) >> 20)"));
    assertThat(text(result)).isEqualTo("400\n");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_grandchild_that_keeps_the_pipes_holds_up_nothing(TestingProvider provider)
      throws Exception {
    String marker = "99" + provider.ordinal();
    SandboxResult result =
        provider.run(
            TestingSpec.command(
                "(trap '' TERM HUP; exec sleep "
                    + marker
                    + ") & setsid sleep "
                    + marker
                    + " & echo done"));
    assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(text(result)).isEqualTo("done\n");
    assertThat(TestingProcesses.find("sleep\0" + marker + "\0")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void a_cancel_ends_it_at_once(TestingProvider provider) throws Exception {
    CancelSignal cancel = new CancelSignal();
    String marker = "66" + provider.ordinal();
    CompletableFuture<SandboxResult> running =
        provider.start(TestingSpec.command("echo begun; exec sleep " + marker).cancel(cancel));
    TestingProcesses.await("sleep\0" + marker + "\0");
    cancel.cancel();
    SandboxResult result = running.get(5, TimeUnit.SECONDS);
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(result.stdoutLog()).isEqualTo("begun\n");
    assertThat(TestingProcesses.find("sleep\0" + marker + "\0")).isEmpty();
    CancelSignal before = new CancelSignal();
    before.cancel();
    assertThat(provider.run(TestingSpec.command("echo never").cancel(before)).outcome())
        .isEqualTo(Outcome.CANCELLED);
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void an_interrupt_ends_it(TestingProvider provider) throws Exception {
    String marker = "55" + provider.ordinal();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    provider.host();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    provider.run(TestingSpec.command("exec sleep " + marker));
                    thrown.complete(new AssertionError("it ended by itself"));
                  } catch (InterruptedException e) {
                    thrown.complete(e);
                  }
                });
    TestingProcesses.await("sleep\0" + marker + "\0");
    caller.interrupt();
    assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(TestingProcesses.find("sleep\0" + marker + "\0")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void fifty_at_once_keep_their_outputs_apart(TestingProvider provider) throws Exception {
    List<CompletableFuture<SandboxResult>> runs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      runs.add(
          provider.start(
              TestingSpec.command("cat; echo $N; id -u; ls /tmp; echo $N >/tmp/mine; cat /tmp/mine")
                  .environment("N", "run " + i)
                  .input("input " + i + "\n")));
    }
    for (int i = 0; i < 50; i++) {
      SandboxResult result = runs.get(i).get(60, TimeUnit.SECONDS);
      assertThat(text(result)).isEqualTo("input %d\nrun %d\n1000\nrun %d\n".formatted(i, i, i));
      assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
    }
  }

  private static String text(SandboxResult result) {
    return new String(result.stdout(), StandardCharsets.UTF_8);
  }
}
