package io.orchagent.sandbox;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * What a sandbox costs over a bare {@code bwrap … python3} of the same program, all cases taking
 * turns in one run: {@code java -cp … io.orchagent.sandbox.SandboxBench 100}.
 */
public final class SandboxBench {

  private static final String CODE = "print(1)";

  private SandboxBench() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
    SandboxSpec python = TestingSpec.python(CODE).build();
    List<String> bare = new ArrayList<>(List.of("bwrap", "--unshare-all", "--die-with-parent"));
    for (String path : List.of("/usr", "/bin", "/lib", "/lib64")) {
      bare.addAll(List.of("--ro-bind", path, path));
    }
    bare.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
    bare.addAll(List.of("--ro-bind", String.valueOf(python.bundle()), "/home/user"));
    bare.addAll(List.of("--chdir", "/home/user", "/usr/bin/python3", "main.py"));
    Map<String, TestingWarm> warmed = new HashMap<>();
    Map<String, Callable<Object>> cases = new TreeMap<>();
    cases.put("1 python3", () -> start(List.of("/usr/bin/python3", "-c", CODE)));
    cases.put("2 bwrap python3", () -> start(bare));
    for (SandboxConfig.Provider provider : SandboxConfig.Provider.values()) {
      if (provider != SandboxConfig.Provider.AUTO) {
        SandboxHost host =
            SandboxHost.open(
                TestingProvider.settings(provider, TestingProvider.LIMITS),
                Clock.systemUTC(),
                TestingEgress.proxy());
        cases.put("3 " + provider + " cold", () -> host.run(TestingSpec.again(python)));
        TestingWarm warm = TestingWarm.open(provider, TestingWarm.ONE, Clock.systemUTC());
        warm.host().run(TestingSpec.again(python));
        if (warm.warm().enabled()) {
          warmed.put("3 " + provider + " warm", warm);
          cases.put("3 " + provider + " warm", () -> warm.host().run(TestingSpec.again(python)));
        }
      }
    }
    Map<String, long[]> times = new TreeMap<>();
    for (int round = -10; round < rounds; round++) {
      for (Map.Entry<String, Callable<Object>> each : cases.entrySet()) {
        if (warmed.containsKey(each.getKey())) {
          warmed.get(each.getKey()).awaitParked(1);
        }
        long start = System.nanoTime();
        each.getValue().call();
        long took = System.nanoTime() - start;
        if (round >= 0) {
          times.computeIfAbsent(each.getKey(), ignored -> new long[rounds])[round] = took;
        }
      }
    }
    double base = 0;
    for (Map.Entry<String, long[]> each : times.entrySet()) {
      Arrays.sort(each.getValue());
      double p50 = each.getValue()[rounds / 2] / 1e6;
      double p99 = each.getValue()[rounds * 99 / 100] / 1e6;
      base = each.getKey().startsWith("2") ? p50 : base;
      System.out.printf(
          Locale.ROOT,
          "%-22s p50 %6.1f ms  p99 %6.1f ms  × %.2f%n",
          each.getKey(),
          p50,
          p99,
          base == 0 ? 0 : p50 / base);
    }
    System.exit(0);
  }

  private static Object start(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    byte[] printed = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0 || !Arrays.equals(printed, new byte[] {'1', '\n'})) {
      throw new IllegalStateException(new String(process.getErrorStream().readAllBytes()));
    }
    return printed;
  }
}
