package io.orchagent.sandbox.install;

import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.platform.outbound.EgressPolicy.Purpose;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.CancelSignal;
import io.orchagent.sandbox.Program;
import io.orchagent.sandbox.Sandbox;
import io.orchagent.sandbox.SandboxResult;
import io.orchagent.sandbox.SandboxResult.Outcome;
import io.orchagent.sandbox.SandboxSpec;
import io.orchagent.sandbox.SandboxUnavailable;
import io.orchagent.sandbox.install.Indexes.MissingException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Installs packages: in a sandbox, from the host's index, into a folder of the host. */
@Singleton
public class PackageInstaller {
  private static final int TOLD_LINES = 20;
  private static final int TOLD_CHARACTERS = 2_000;

  private final Sandbox sandbox;
  private final Indexes indexes;
  private final Clock clock;

  @Inject
  public PackageInstaller(Sandbox sandbox, Indexes indexes, Clock clock) {
    this.sandbox = sandbox;
    this.indexes = indexes;
    this.clock = clock;
  }

  /**
   * What is to be installed.
   *
   * @param files a folder with the list and what it refers to
   * @param flags for the manager, from the short list of those that are allowed
   * @param into an empty folder of the host
   * @param within how long it may take
   * @param maxBytes of all files
   * @param maxFiles files and folders
   */
  public record Order(
      PackageTool manager,
      Path files,
      List<String> flags,
      Path into,
      Duration within,
      long maxBytes,
      int maxFiles) {}

  /** What went wrong, for people; empty when all is there. */
  public Optional<String> install(Order order) throws InterruptedException {
    PackageIndex index;
    try {
      index = indexes.of(order.manager());
    } catch (MissingException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    InstalledFiles files = new InstalledFiles(order.into(), order.maxBytes(), order.maxFiles());
    UUID id = UUID.randomUUID();
    EgressPolicy policy =
        new EgressPolicy(id, index.hosts(), null, Purpose.INSTALL, SecretMask.NONE, files);
    String command =
        switch (order.manager()) {
          case PIP -> ManagerCommands.pip(index, order.flags());
          case NPM -> ManagerCommands.npm(index, order.flags());
        };
    SandboxSpec spec =
        new SandboxSpec(
            id,
            new Program.Command(command),
            order.files(),
            Map.of(),
            new byte[0],
            List.of(),
            clock.instant().plus(order.within()),
            new CancelSignal(),
            SecretMask.NONE,
            id,
            policy,
            List.of());
    try {
      return problem(order, sandbox.run(spec), files);
    } catch (SandboxUnavailable e) {
      return Optional.of("This server has no sandbox to install in: " + e.getMessage());
    }
  }

  private static Optional<String> problem(Order order, SandboxResult result, InstalledFiles files) {
    if (result.outcome() == Outcome.EXITED && result.exitCode() == 0 && files.isWhole()) {
      return Optional.empty();
    }
    String list = order.manager().list();
    String said = lastLines(result.stderrLog());
    String why =
        switch (result.outcome()) {
          case EXITED, SIGNALLED -> "";
          case TIMED_OUT -> " It did not end within " + order.within().toSeconds() + " seconds.";
          case MEMORY_LIMIT -> " It needed more memory than a sandbox has.";
          case CPU_LIMIT -> " It used up its processor time.";
          case OUTPUT_LIMIT -> " It printed too much.";
          case CANCELLED -> " The server was stopping; it is tried again.";
          case SETUP_FAILED -> " " + result.message();
        };
    return Optional.of(
        "Installing what " + list + " lists failed." + why + (said.isEmpty() ? "" : "\n" + said));
  }

  private static String lastLines(String log) {
    List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
    String last =
        String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
    return last.substring(Math.max(0, last.length() - TOLD_CHARACTERS)).strip();
  }
}
