package io.orchagent.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The isolating providers, opened once for all tests; a test fails where one does not work. */
enum TestingProvider {
  BUBBLEWRAP(SandboxConfig.Provider.BUBBLEWRAP),
  UNSHARE(SandboxConfig.Provider.UNSHARE);

  private static final long MIB = 1024 * 1024;
  static final SandboxSettings.Limits LIMITS =
      new SandboxSettings.Limits(
          512 * MIB, 64, 256, 512 * MIB, 640 * MIB, 256 * MIB, Duration.ofMinutes(15), 2);

  private final SandboxConfig.Provider provider;
  private SandboxHost host;

  TestingProvider(SandboxConfig.Provider provider) {
    this.provider = provider;
  }

  static SandboxSettings settings(SandboxConfig.Provider provider, SandboxSettings.Limits limits) {
    return new SandboxSettings(
        provider,
        true,
        limits,
        64,
        Optional.<Path>empty(),
        Optional.<Path>empty(),
        List.of(),
        60706,
        Optional.<Path>empty());
  }

  synchronized SandboxHost host() {
    if (host == null) {
      host = SandboxHost.open(settings(provider, LIMITS), Clock.systemUTC(), TestingEgress.proxy());
      if (!host.availability().available()) {
        throw new AssertionError(
            "These tests need a working " + this + ": " + host.availability().instruction());
      }
      Runtime.getRuntime().addShutdownHook(new Thread(host::close));
    }
    return host;
  }

  SandboxConfig.Provider configured() {
    return provider;
  }

  /** Whether it has a system call filter. */
  boolean filters() {
    return this == BUBBLEWRAP;
  }

  /** Runs on a virtual thread, as the server does. */
  CompletableFuture<SandboxResult> start(TestingSpec spec) {
    CompletableFuture<SandboxResult> result = new CompletableFuture<>();
    host();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(run(spec));
              } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  SandboxResult run(SandboxSpec spec) throws InterruptedException {
    return host().run(spec);
  }

  SandboxResult run(TestingSpec spec) throws InterruptedException {
    return run(spec.build());
  }
}
