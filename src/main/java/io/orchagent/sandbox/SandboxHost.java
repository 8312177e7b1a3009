package io.orchagent.sandbox;

import io.orchagent.platform.outbound.EgressProxy;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.LauncherFactory.Kind;
import io.orchagent.sandbox.SandboxResult.Outcome;
import io.orchagent.sandbox.resident.Resident;
import io.orchagent.sandbox.resident.ResidentSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox of this host: the first provider, of those the configuration allows, that a real run
 * has shown to work.
 */
final class SandboxHost implements Sandbox, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SandboxHost.class);
  private static final long LOOK_MILLIS = 50;
  private static final Duration PROBE = Duration.ofSeconds(20);

  private final SandboxSettings settings;
  private final Clock clock;
  private final EgressProxy proxy;
  private final RunMeasures measures;
  private final ProcessStarter starter = new ProcessStarter();
  private final Map<Interpreter, Path> interpreters = new EnumMap<>(Interpreter.class);
  private final Map<Interpreter, String> missing = new EnumMap<>(Interpreter.class);
  private final SandboxView view;
  private final List<String> problems = new ArrayList<>();
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final SandboxAvailability availability;
  private @Nullable SandboxRunner runner;
  private @Nullable ResidentRunner residents;

  private SandboxHost(
      SandboxSettings settings, Clock clock, EgressProxy proxy, RunMeasures measures) {
    this.settings = settings;
    this.clock = clock;
    this.proxy = proxy;
    this.measures = measures;
    for (Interpreter interpreter : Interpreter.values()) {
      HostTools.interpreter(interpreter, settings)
          .ifPresentOrElse(
              path -> interpreters.put(interpreter, path),
              () -> missing.put(interpreter, HostTools.howToGet(interpreter)));
    }
    this.view = SandboxView.of(List.copyOf(interpreters.values()), settings.readablePaths());
    this.availability = choose();
  }

  static SandboxHost open(SandboxSettings settings, Clock clock, EgressProxy proxy) {
    return open(settings, clock, proxy, RunMeasures.NONE);
  }

  static SandboxHost open(
      SandboxSettings settings, Clock clock, EgressProxy proxy, RunMeasures measures) {
    return new SandboxHost(settings, clock, proxy, measures);
  }

  SandboxAvailability availability() {
    return availability;
  }

  Optional<Path> interpreter(Interpreter interpreter) {
    return missing.containsKey(interpreter)
        ? Optional.empty()
        : Optional.ofNullable(interpreters.get(interpreter));
  }

  @Override
  public String uploadsFolder(UUID runId) {
    return working().uploadsFolder(runId);
  }

  @Override
  public SandboxResult run(SandboxSpec spec, @Nullable Dialogue dialogue)
      throws InterruptedException {
    SandboxRunner working = working();
    checkInterpreter(spec.program());
    return working.run(spec, dialogue);
  }

  /**
   * Starts a program without an end of its own.
   *
   * @throws SandboxUnavailable when this host can't; the message says what to do
   */
  Resident start(ResidentSpec spec) {
    ResidentRunner working = residents;
    if (working == null) {
      throw new SandboxUnavailable(availability.instruction());
    }
    checkInterpreter(spec.program());
    return working.start(spec);
  }

  /** How many of those run. */
  int residents() {
    ResidentRunner working = residents;
    return working == null ? 0 : working.count();
  }

  private void checkInterpreter(Program program) {
    if (program instanceof Program.Script script && missing.containsKey(script.interpreter())) {
      throw new SandboxUnavailable(missing.get(script.interpreter()));
    }
  }

  /** What waits for its run; none where nothing can run. */
  Optional<WarmStarts> warm() {
    return Optional.ofNullable(runner).map(SandboxRunner::warm);
  }

  private SandboxRunner working() {
    if (runner == null) {
      throw new SandboxUnavailable(availability.instruction());
    }
    return runner;
  }

  private SandboxAvailability choose() {
    List<SandboxConfig.Provider> candidates =
        settings.provider() == SandboxConfig.Provider.AUTO
            ? List.of(SandboxConfig.Provider.BUBBLEWRAP, SandboxConfig.Provider.UNSHARE)
            : List.of(settings.provider());
    LauncherFactory factory =
        new LauncherFactory(settings, interpreters, view, starter, proxy, resources::add);
    for (SandboxConfig.Provider candidate : candidates) {
      try {
        Launcher launcher = factory.create(candidate, Kind.RUNS);
        SlotUsers users = new SlotUsers(factory.dropsUser(), settings.uidBase());
        SandboxRunner tried = runner(launcher, factory, users);
        probe(tried);
        residents = residents(factory.create(candidate, Kind.RESIDENTS), factory, users);
        runner = tried;
        return working(launcher, factory);
      } catch (SandboxUnavailable e) {
        problems.add(e.getMessage());
      } catch (IOException e) {
        problems.add(
            "The sandbox's own folder cannot be made ("
                + e
                + "): set orchagent.sandbox.work-directory to a folder that everybody may enter");
      }
    }
    String provider = settings.provider().name().toLowerCase(java.util.Locale.ROOT);
    return new SandboxAvailability(false, provider, List.of(), String.join(". Or: ", problems));
  }

  private SandboxAvailability working(Launcher launcher, LauncherFactory factory) {
    List<String> lacks = new ArrayList<>(launcher.lacks());
    lacks.addAll(factory.lacks());
    if (factory.isolates()) {
      interpreters.forEach(this::checkShown);
    }
    return new SandboxAvailability(
        true, launcher.name(), lacks, String.join(". ", missing.values()));
  }

  private void checkShown(Interpreter interpreter, Path path) {
    if (!view.shows(path)) {
      missing.put(
          interpreter,
          "%s is at %s, which a sandbox does not show: add its folder to"
                  .formatted(interpreter.command(), path)
              + " orchagent.sandbox.readable-paths");
    }
  }

  private SandboxRunner runner(Launcher launcher, LauncherFactory factory, SlotUsers users) {
    ResidentWatch watch = new ResidentWatch(settings.limits().memory(), LOOK_MILLIS);
    Slots slots = new Slots(settings.maxConcurrent(), settings.share(), users);
    Cgroups cgroups = factory.cgroups(Kind.RUNS);
    FairWeights weights =
        new FairWeights(cgroups::weigh, Runtime.getRuntime().availableProcessors());
    Resources hold = new Resources(cgroups, weights, watch, measures);
    SlotShells shells = new SlotShells(launcher, starter, slots);
    WarmStarts warm = new WarmStarts(launcher, slots, shells, settings.warm(), clock);
    BundleRoom room =
        new BundleRoom(factory.isolates() ? settings.limits().homeSize() : Long.MAX_VALUE);
    SandboxRunner made = new SandboxRunner(launcher, slots, shells, hold, warm, room, clock);
    // In the order in which they are given back
    resources.addAll(0, List.of(made, warm, shells));
    resources.add(weights);
    resources.add(watch);
    resources.add(users);
    return made;
  }

  private ResidentRunner residents(Launcher launcher, LauncherFactory factory, SlotUsers users)
      throws IOException {
    SandboxSettings.Limits limits = settings.residents().limits();
    Cgroups cgroups = factory.cgroups(Kind.RESIDENTS);
    // They are many for long: where the kernel holds the ceiling, a slow look will do
    ResidentWatch watch =
        new ResidentWatch(limits.memory(), cgroups.holdMemory() ? 1_000 : 4 * LOOK_MILLIS);
    ResidentRunner made =
        new ResidentRunner(
            launcher,
            starter,
            new ResidentPlaces(settings.residents().max(), users),
            cgroups,
            watch,
            new ResidentRunner.Parts(
                factory.folder(),
                limits,
                factory.isolates(),
                Optional.ofNullable(interpreters.get(Interpreter.PYTHON)),
                HostTools.tool("perl")));
    resources.addFirst(made);
    resources.add(watch);
    return made;
  }

  private void probe(SandboxRunner tried) {
    try {
      SandboxResult result =
          tried.run(
              new SandboxSpec(
                  UUID.randomUUID(),
                  new Program.Command("echo works"),
                  null,
                  Map.of(),
                  new byte[0],
                  List.of(),
                  clock.instant().plus(PROBE),
                  new CancelSignal(),
                  SecretMask.NONE));
      if (result.outcome() != Outcome.EXITED || !result.stdoutLog().equals("works\n")) {
        throw new SandboxUnavailable(
            HostAdvice.of(result.message() + " " + result.stderrLog().strip()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("The server was stopped while it tried its sandbox");
    }
  }

  @Override
  public void close() {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        LOG.debug("A resource of the sandbox was not given back", e);
      }
    }
  }
}
