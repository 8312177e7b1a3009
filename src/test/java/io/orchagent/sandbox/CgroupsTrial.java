package io.orchagent.sandbox;

import io.orchagent.sandbox.SandboxResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Control groups of version 2 as the kernel has them: settings, what is ended at the ceiling, what
 * is left. Not a test, since it needs a machine with them; {@code src/bench/cgroup2.sh} boots one.
 */
final class CgroupsTrial {

  private static final long MIB = 1024 * 1024;
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final SandboxSettings.Limits LIMITS =
      new SandboxSettings.Limits(
          64 * MIB, 32, 256, 64 * MIB, 16 * MIB, 16 * MIB, Duration.ofMinutes(15), 1);
  // All of its files are counted by the kernel alone; what the watch sees is within the limit
  private static final String OUTGROWS =
      """
      for file, size in ('/dev/shm/x', 60), ('/tmp/x', 15), ('/home/user/x', 14):
          with open(file, 'wb') as f:
              for _ in range(size):
                  f.write(bytes(1 << 20))
      kept = b'x' * (30 << 20)
      print('all')
      """;

  private CgroupsTrial() {}

  /** With the provider's name as the argument. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("began in " + Files.readString(Path.of("/proc/self/cgroup")).strip());
    SandboxSettings settings =
        new SandboxSettings(
            SandboxConfig.Provider.valueOf(arguments[0]),
            true,
            LIMITS,
            4,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            60706,
            Optional.empty());
    try (SandboxHost host = SandboxHost.open(settings, Clock.systemUTC(), TestingEgress.proxy())) {
      System.out.println("is in " + Files.readString(Path.of("/proc/self/cgroup")).strip());
      System.out.println(host.availability());
      List<Path> groups = groups();
      groups.forEach(CgroupsTrial::print);
      check(host.availability().available(), "it works");
      check(groups.size() == 2, "a group for all and one for the slot");
      check(value(groups.get(1), "memory.max").equals("" + 96 * MIB), "memory and files");
      check(value(groups.get(1), "pids.max").equals("40"), "processes");
      check(value(groups.get(1), "cpu.max").equals("100000 100000"), "processors");
      SandboxResult result = host.run(TestingSpec.python(OUTGROWS).build());
      System.out.println(result.outcome() + " " + result.stdoutLog() + result.stderrLog());
      print(groups.get(1));
      check(result.outcome() == Outcome.MEMORY_LIMIT, "the kernel ends it");
      check(!value(groups.get(1), "memory.events").contains("oom_kill 0"), "and says so");
      SandboxResult next = host.run(TestingSpec.python("print('well')").build());
      check(next.stdoutLog().equals("well\n"), "the next run has its memory again");
    }
    check(groups().isEmpty(), "nothing is left");
    System.out.println("all is well");
    System.exit(0);
  }

  private static List<Path> groups() throws IOException {
    String prefix = Cgroups.PREFIX + ProcessHandle.current().pid() + "-";
    try (Stream<Path> all = Files.walk(MOUNT)) {
      return new ArrayList<>(
          all.filter(path -> path.getFileName().toString().startsWith(prefix))
              .filter(path -> !path.toString().endsWith("-server"))
              .filter(Files::isDirectory)
              .sorted()
              .toList());
    }
  }

  private static void print(Path group) {
    StringBuilder line = new StringBuilder(group.toString());
    for (String file :
        List.of(
            "cgroup.subtree_control",
            "memory.max",
            "memory.swap.max",
            "memory.oom.group",
            "pids.max",
            "cpu.max",
            "cpu.weight",
            "memory.events")) {
      line.append("\n  ").append(file).append(" = ").append(value(group, file));
    }
    System.out.println(line);
  }

  private static String value(Path group, String file) {
    try {
      return Files.readString(group.resolve(file)).strip().replace('\n', ',');
    } catch (IOException e) {
      return "none";
    }
  }

  private static void check(boolean holds, String what) {
    System.out.println((holds ? "ok: " : "NOT: ") + what);
    if (!holds) {
      System.exit(1);
    }
  }
}
