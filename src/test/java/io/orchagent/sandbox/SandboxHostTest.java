package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The choice of the provider, slots, and limits that are not the default. */
class SandboxHostTest {

  private static final long MIB = 1024 * 1024;

  @Test
  void auto_prefers_bubblewrap() {
    try (SandboxHost host = open(1, Optional.empty(), TestingProvider.LIMITS)) {
      assertThat(host.availability().provider()).isEqualTo("bubblewrap");
      assertThat(host.availability().available()).isTrue();
      assertThat(host.availability().instruction()).isEmpty();
    }
  }

  @Test
  void a_missing_interpreter_is_said_and_the_other_one_works() throws Exception {
    Path gone = Path.of("/usr/bin/python-that-is-not-there");
    String instruction =
        "python3 is missing: install it (apt-get install python3) or set orchagent.sandbox.python"
            + " to its path";
    try (SandboxHost host = open(1, Optional.of(gone), TestingProvider.LIMITS)) {
      assertThat(host.availability().instruction()).isEqualTo(instruction);
      assertThatThrownBy(() -> host.run(TestingSpec.python("print(1)").build()))
          .isInstanceOf(SandboxUnavailable.class)
          .hasMessage(instruction);
      assertThat(host.run(TestingSpec.node("console.log(1)").build()).stdoutLog()).isEqualTo("1\n");
    }
  }

  @Test
  void an_interpreter_outside_what_a_sandbox_shows_is_said() throws Exception {
    Path folder = Files.createTempDirectory("interpreter");
    Path python = Files.copy(Path.of("/usr/bin/env"), folder.resolve("python3"));
    try (SandboxHost host = open(1, Optional.of(python), TestingProvider.LIMITS)) {
      assertThat(host.availability().instruction())
          .isEqualTo(
              "python3 is at %s, which a sandbox does not show: add its folder to".formatted(python)
                  + " orchagent.sandbox.readable-paths");
    }
  }

  @Test
  void waiting_for_a_slot_counts_against_the_deadline() throws Exception {
    try (SandboxHost host = open(1, Optional.empty(), TestingProvider.LIMITS)) {
      CancelSignal cancel = new CancelSignal();
      CompletableFuture<Void> first =
          CompletableFuture.runAsync(
              () -> run(host, TestingSpec.command("exec sleep 7171").cancel(cancel)));
      TestingProcesses.await("sleep\0007171\0");
      SandboxResult second =
          host.run(TestingSpec.command("echo").within(Duration.ofMillis(300)).build());
      assertThat(second.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(second.message())
          .isEqualTo("No sandbox was free before the deadline; try again later.");
      cancel.cancel();
      first.get(10, TimeUnit.SECONDS);
      assertThat(host.run(TestingSpec.command("echo free").build()).stdoutLog())
          .isEqualTo("free\n");
    }
  }

  @Test
  void processor_time_is_limited() throws Exception {
    SandboxSettings.Limits limits =
        new SandboxSettings.Limits(
            512 * MIB, 64, 256, 512 * MIB, 64 * MIB, 64 * MIB, Duration.ofSeconds(1), 2);
    try (SandboxHost host = open(1, Optional.empty(), limits)) {
      SandboxResult result = host.run(TestingSpec.python("while True: pass").build());
      assertThat(result.outcome()).isEqualTo(Outcome.CPU_LIMIT);
      assertThat(result.exitCode()).isEqualTo(152);
    }
  }

  @Test
  void a_bundle_that_does_not_fit_is_refused_before_it_is_copied() throws Exception {
    SandboxSettings.Limits limits =
        new SandboxSettings.Limits(
            512 * MIB, 64, 256, 512 * MIB, MIB, 64 * MIB, Duration.ofMinutes(1), 2);
    try (SandboxHost host = open(1, Optional.empty(), limits)) {
      SandboxSpec huge = TestingSpec.python("print(1)").file("big", "").build();
      Path big = huge.bundle().resolve("big");
      try (var file = new RandomAccessFile(big.toFile(), "rw")) {
        // Copying it would take longer than the deadline
        file.setLength(1L << 40);
      }
      SandboxResult result = host.run(huge);
      Files.delete(big);
      assertThat(result.outcome()).isEqualTo(Outcome.SETUP_FAILED);
      assertThat(result.message())
          .isEqualTo("The files of the bundle take 1048577 MiB, and a sandbox has 1 MiB for them.");
      TestingSpec many = TestingSpec.python("print(1)");
      for (int i = 0; i < 256; i++) {
        many.file("small" + i, "x");
      }
      assertThat(host.run(many.build()).message())
          .isEqualTo("The files of the bundle take 2 MiB, and a sandbox has 1 MiB for them.");
      assertThat(host.run(TestingSpec.python("print(1)").build()).stdoutLog()).isEqualTo("1\n");
    }
  }

  @Test
  void closing_cancels_what_runs_and_leaves_no_folder() throws Exception {
    SandboxHost host = open(1, Optional.empty(), TestingProvider.LIMITS);
    CompletableFuture<SandboxResult> running =
        CompletableFuture.supplyAsync(() -> run(host, TestingSpec.command("exec sleep 7272")));
    TestingProcesses.await("sleep\0007272\0");
    host.close();
    assertThat(running.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(TestingProcesses.find("sleep\0007272\0")).isEmpty();
  }

  private static SandboxResult run(SandboxHost host, TestingSpec spec) {
    try {
      return host.run(spec.build());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SandboxHost open(int slots, Optional<Path> python, SandboxSettings.Limits limits) {
    return SandboxHost.open(
        new SandboxSettings(
            SandboxConfig.Provider.AUTO,
            false,
            limits,
            slots,
            python,
            Optional.empty(),
            List.of(),
            60706,
            Optional.empty()),
        Clock.systemUTC(),
        TestingEgress.proxy());
  }
}
