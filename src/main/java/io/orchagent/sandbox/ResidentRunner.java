package io.orchagent.sandbox;

import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.resident.InwardSocket;
import io.orchagent.sandbox.resident.Resident;
import io.orchagent.sandbox.resident.ResidentSpec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Starts residents in places of their own, so that they take none from runs. */
final class ResidentRunner implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ResidentRunner.class);
  private static final long MIB = 1024 * 1024;

  /** Less than a run that has just begun, as much as several that go on for long. */
  private static final int WEIGHT = FairWeights.WHOLE / 4;

  private final Launcher launcher;
  private final ProcessStarter starter;
  private final ResidentPlaces places;
  private final Cgroups cgroups;
  private final ResidentWatch watch;
  private final BundleRoom room;
  private final Parts parts;
  private final Set<RunningResident> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * What it is made of beside the launcher.
   *
   * @param python the host's, if it has one
   */
  record Parts(
      WorkFolder work,
      SandboxSettings.Limits limits,
      boolean isolates,
      Optional<Path> python,
      Optional<Path> perl) {}

  ResidentRunner(
      Launcher launcher,
      ProcessStarter starter,
      ResidentPlaces places,
      Cgroups cgroups,
      ResidentWatch watch,
      Parts parts)
      throws IOException {
    this.launcher = launcher;
    this.starter = starter;
    this.places = places;
    this.cgroups = cgroups;
    this.watch = watch;
    this.parts = parts;
    this.room = new BundleRoom(parts.isolates() ? parts.limits().homeSize() : Long.MAX_VALUE);
    Path folder = parts.work().path("inward");
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /**
   * Starts it; what goes wrong inside is told at its end.
   *
   * @throws SandboxUnavailable when this host can't start it; the message says what to do
   */
  Resident start(ResidentSpec asked) {
    SandboxSpec spec = specification(asked);
    Optional<SandboxResult> refusal = room.refusal(spec);
    if (refusal.isPresent()) {
      throw new SandboxUnavailable(refusal.get().message());
    }
    Slots.Slot slot = places.take();
    Closeable wayOut = () -> {};
    try {
      wayOut = wayOut(spec, slot);
      return start(asked, spec, slot, wayOut);
    } catch (IOException | RuntimeException e) {
      giveBack(spec, slot, wayOut);
      if (e instanceof SandboxUnavailable unavailable) {
        throw unavailable;
      }
      LOG.error("A resident could not be started", e);
      throw new SandboxUnavailable(
          "This server can't start a sandbox right now; try again. Its log says why.");
    }
  }

  private Resident start(ResidentSpec asked, SandboxSpec spec, Slots.Slot slot, Closeable wayOut)
      throws IOException {
    Path socket = parts.work().path("inward").resolve(asked.id().toString());
    long memoryKills = cgroups.memoryKills(slot);
    String inner = launcher.in(slot, launcher.command(slot, spec, List.of()));
    String text =
        "exec 2>&1; exec "
            + ShellText.quote(listening(socket.toString(), List.of("/bin/sh", "-c", inner)));
    Process process = starter.startShell(text);
    cgroups.weigh(slot, WEIGHT);
    RunningResident resident =
        new RunningResident(
            new RunningResident.Parts(launcher, process, socket, asked.port()),
            new ResidentFeed(launcher.script(spec), spec, asked.port(), launcher.hooks()),
            asked.output());
    running.add(resident);
    watch.watch(process.pid(), () -> resident.fail(tooMuchMemory()));
    resident.begin(
        () -> {
          if (cgroups.memoryKills(slot) > memoryKills) {
            LOG.debugf("The kernel ended a process of the resident %s for its memory", asked.id());
          }
          watch.forget(process.pid());
          running.remove(resident);
          delete(socket);
          giveBack(spec, slot, wayOut);
        });
    if (closed) {
      resident.kill();
    }
    return resident;
  }

  private String tooMuchMemory() {
    return "It needed more memory than an instance has (%d MiB)."
        .formatted(parts.limits().memory() / MIB);
  }

  private List<String> listening(String socket, List<String> command) {
    String folder = parts.work().path("run").toString();
    if (parts.python().isPresent()) {
      return InwardSocket.listening(parts.python().get().toString(), true, folder, socket, command);
    }
    Path perl =
        parts
            .perl()
            .orElseThrow(
                () ->
                    new SandboxUnavailable(
                        "Services need python3 or perl on this server: apt-get install python3"));
    return InwardSocket.listening(perl.toString(), false, folder, socket, command);
  }

  private void giveBack(SandboxSpec spec, Slots.Slot slot, Closeable wayOut) {
    try {
      wayOut.close();
    } catch (IOException e) {
      LOG.debug("The way out of a resident was not closed", e);
    }
    launcher.clean(spec);
    places.give(slot);
  }

  private static void delete(Path socket) {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.debug("The socket of a resident was not removed", e);
    }
  }

  private Closeable wayOut(SandboxSpec spec, Slots.Slot slot) throws IOException {
    if (spec.egress() == null) {
      return () -> {};
    }
    return launcher.sockets().open(slot.index(), slot.uid(), spec.egress())::close;
  }

  /** As launchers know it. */
  private static SandboxSpec specification(ResidentSpec asked) {
    return new SandboxSpec(
        asked.id(),
        asked.program(),
        asked.bundle(),
        asked.environment(),
        new byte[0],
        List.of(),
        Instant.MAX,
        new CancelSignal(),
        SecretMask.NONE,
        asked.id(),
        asked.egress(),
        asked.mounts());
  }

  /** The number that run, for the metric. */
  int count() {
    return running.size();
  }

  /** Ends all. */
  @Override
  public void close() {
    closed = true;
    running.parallelStream().forEach(RunningResident::kill);
  }
}
