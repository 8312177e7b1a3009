package io.orchagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server is killed while programs run. */
class SandboxCrashTest {

  @ParameterizedTest
  @EnumSource(
      value = SandboxConfig.Provider.class,
      names = {"BUBBLEWRAP", "UNSHARE", "PROCESS"})
  void nothing_outlives_the_server(SandboxConfig.Provider provider) throws Exception {
    String child = "11" + provider.ordinal() + "1";
    String daemon = "11" + provider.ordinal() + "2";
    String command =
        "trap '' TERM HUP INT; (trap '' TERM HUP; exec sleep %s) & sleep %s; echo"
            .formatted(daemon, child);
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TestingServer.class.getName(),
                provider.name(),
                command)
            .inheritIO()
            .start();
    TestingProcesses.await("sleep\0" + child + "\0");
    TestingProcesses.await("sleep\0" + daemon + "\0");
    server.destroyForcibly().waitFor();
    TestingProcesses.awaitNone("sleep\0" + child + "\0");
    TestingProcesses.awaitNone("sleep\0" + daemon + "\0");
    assertThat(TestingProcesses.commandLines())
        .noneMatch(line -> line.contains("kill -0 " + server.pid()));
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxConfig.Provider.class,
      names = {"BUBBLEWRAP", "UNSHARE", "PROCESS"})
  void no_resident_outlives_the_server(SandboxConfig.Provider provider) throws Exception {
    String child = "13" + provider.ordinal() + "1";
    String daemon = "13" + provider.ordinal() + "2";
    String command =
        "resident trap '' TERM HUP INT; (trap '' TERM HUP; exec sleep %s) & sleep %s; echo"
            .formatted(daemon, child);
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TestingServer.class.getName(),
                provider.name(),
                command)
            .inheritIO()
            .start();
    TestingProcesses.await("sleep\0" + child + "\0");
    TestingProcesses.await("sleep\0" + daemon + "\0");
    server.destroyForcibly().waitFor();
    TestingProcesses.awaitNone("sleep\0" + child + "\0");
    TestingProcesses.awaitNone("sleep\0" + daemon + "\0");
  }

  @ParameterizedTest
  @EnumSource(TestingProvider.class)
  void nothing_that_waits_outlives_the_server(TestingProvider provider) throws Exception {
    String waits = "crash" + provider.ordinal() + ".py";
    String child = "12" + provider.ordinal() + "1";
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TestingServer.class.getName(),
                provider.name(),
                "exec sleep " + child,
                waits)
            .inheritIO()
            .start();
    TestingProcesses.await("sleep\0" + child + "\0");
    Path parked = TestingProcesses.await("python3\0" + waits + "\0");
    server.destroyForcibly().waitFor();
    TestingProcesses.awaitNone("python3\0" + waits + "\0");
    TestingProcesses.awaitNone("sleep\0" + child + "\0");
    assertThat(parked).doesNotExist();
  }
}
