package io.orchagent.sandbox;

import java.time.Clock;
import java.util.Locale;

/** A small server of its own that runs one program; made to be killed. */
final class TestingServer {

  private TestingServer() {}

  public static void main(String[] arguments) throws Exception {
    SandboxConfig.Provider provider =
        SandboxConfig.Provider.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    SandboxHost host =
        arguments.length > 2
            ? TestingWarm.open(provider, TestingWarm.ONE, Clock.systemUTC()).host()
            : SandboxHost.open(
                TestingProvider.settings(provider, TestingProvider.LIMITS),
                Clock.systemUTC(),
                TestingEgress.proxy());
    if (arguments.length == 2 && arguments[1].startsWith("resident ")) {
      host.start(
              new io.orchagent.sandbox.resident.ResidentSpec(
                  java.util.UUID.randomUUID(),
                  new Program.Command(arguments[1].substring("resident ".length())),
                  null,
                  java.util.Map.of(),
                  java.util.List.of(),
                  null,
                  TestingResident.PORT,
                  (bytes, offset, length) -> {}))
          .ended()
          .join();
      return;
    }
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    if (arguments.length > 2) {
                      // Leaves one that waits for the next run
                      host.run(
                          TestingSpec.python("")
                              .file(arguments[2], "")
                              .entrypoint(arguments[2])
                              .build());
                    }
                    host.run(TestingSpec.command(arguments[1]).build());
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    caller.join();
  }
}
