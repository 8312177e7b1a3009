package io.orchagent.sandbox;

import io.orchagent.sandbox.warm.WarmPool;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A sandbox of its own that lets launches wait for their runs. */
final class TestingWarm implements AutoCloseable {

  private static final long MIB = 1024 * 1024;
  static final WarmPool.Bounds ONE = new WarmPool.Bounds(1, 1, 256 * MIB, Duration.ofMinutes(5));

  private final SandboxHost host;

  private TestingWarm(SandboxHost host) {
    this.host = host;
  }

  static TestingWarm open(TestingProvider provider) {
    return open(provider.configured(), ONE, Clock.systemUTC());
  }

  static TestingWarm open(SandboxConfig.Provider provider, WarmPool.Bounds bounds, Clock clock) {
    SandboxSettings settings =
        new SandboxSettings(
            provider,
            true,
            TestingProvider.LIMITS,
            4,
            4,
            bounds,
            new SandboxSettings.Residents(4, TestingProvider.LIMITS.withoutProcessorTime()),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            60706,
            Optional.<Path>empty());
    return new TestingWarm(SandboxHost.open(settings, clock, TestingEgress.proxy()));
  }

  WarmStarts warm() {
    return host.warm().orElseThrow();
  }

  SandboxHost host() {
    return host;
  }

  /** Runs it and waits until the next one like it waits. */
  SandboxResult runAndPark(TestingSpec spec) throws InterruptedException {
    SandboxResult result = host.run(spec.build());
    awaitParked(1);
    return result;
  }

  /** The run must have used one that waited. */
  SandboxResult runWarm(TestingSpec spec) throws InterruptedException {
    awaitParked(1);
    long hits = warm().hits();
    SandboxResult result = host.run(spec.build());
    if (warm().hits() != hits + 1) {
      throw new AssertionError("nothing waited for it");
    }
    return result;
  }

  void awaitParked(int number) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> warm().parked() == number);
  }

  @Override
  public void close() {
    host.close();
  }
}
