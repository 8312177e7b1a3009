package io.orchagent.sandbox;

import io.orchagent.platform.outbound.EgressProxy;
import io.orchagent.sandbox.egress.SlotSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the launcher of a provider from what this host has. */
final class LauncherFactory {

  private final SandboxSettings settings;
  private final Map<Interpreter, Path> interpreters;
  private final Consumer<AutoCloseable> resources;
  private final SandboxView view;
  private final ProcessStarter starter;
  private final EgressProxy proxy;
  private final boolean root = HostTools.isRoot();
  private final List<String> lacks = new ArrayList<>();
  private @Nullable WorkFolder work;
  private final Map<Kind, Cgroups> cgroups = new EnumMap<>(Kind.class);
  private boolean isolating = true;

  LauncherFactory(
      SandboxSettings settings,
      Map<Interpreter, Path> interpreters,
      SandboxView view,
      ProcessStarter starter,
      EgressProxy proxy,
      Consumer<AutoCloseable> resources) {
    this.view = view;
    this.starter = starter;
    this.proxy = proxy;
    this.settings = settings;
    this.interpreters = interpreters;
    this.resources = resources;
  }

  /** What a launcher is for. */
  enum Kind {
    RUNS,
    RESIDENTS
  }

  Launcher create(SandboxConfig.Provider provider, Kind kind) throws IOException {
    return switch (provider) {
      case BUBBLEWRAP -> bubblewrap(kind);
      case UNSHARE -> unshare(kind);
      case PROCESS -> process(kind);
      case AUTO -> throw new IllegalArgumentException("auto is not a provider of its own");
    };
  }

  boolean isolates() {
    return isolating;
  }

  /** Whether slots have host users of their own. */
  boolean dropsUser() {
    return root && isolating;
  }

  Cgroups cgroups(Kind kind) {
    Cgroups known = cgroups.get(kind);
    if (known == null) {
      known = isolating ? detect(kind) : Cgroups.none();
      resources.accept(known);
      cgroups.put(kind, known);
    }
    return known;
  }

  /** The folder that all sandboxes of this host share. */
  WorkFolder folder() throws IOException {
    return work();
  }

  private SandboxSettings.Limits limits(Kind kind) {
    return kind == Kind.RUNS ? settings.limits() : settings.residents().limits();
  }

  private LaunchProfile profile(Kind kind) throws IOException {
    LaunchProfile profile =
        new LaunchProfile(kind == Kind.RUNS ? "launch" : "launch-resident", limits(kind));
    // Without isolation the limit would count all processes of the server's user
    work().write("run/" + profile.script(), LaunchScript.common(profile.limits(), isolating));
    return profile;
  }

  /** What this host does not hold, whatever the provider. */
  List<String> lacks() {
    return List.copyOf(lacks);
  }

  private Launcher bubblewrap(Kind kind) throws IOException {
    Path bwrap =
        HostTools.tool("bwrap")
            .orElseThrow(
                () ->
                    new SandboxUnavailable(
                        "bubblewrap is not installed: apt-get install bubblewrap"));
    SystemCalls calls =
        SystemCalls.of(System.getProperty("os.arch"))
            .orElseThrow(
                () ->
                    new SandboxUnavailable(
                        "No system call filter for this processor: set"
                            + " orchagent.sandbox.provider=unshare"));
    Path filter = work().write("filter.bpf", SystemCallFilter.bytes(calls));
    return new BubblewrapLauncher(
        user(kind), bwrap, work(), filter, view, sockets(), profile(kind));
  }

  private Launcher unshare(Kind kind) throws IOException {
    Path unshare =
        HostTools.tool("unshare")
            .orElseThrow(
                () ->
                    new SandboxUnavailable(
                        "unshare is missing: it is part of util-linux, which every Linux has; on"
                            + " another system set orchagent.sandbox.provider=process and"
                            + " orchagent.sandbox.allow-unsafe=true, for development only"));
    if (kind == Kind.RUNS) {
      lacks.add("the system call filter (apt-get install bubblewrap)");
    }
    return new UnshareLauncher(user(kind), unshare, work(), view, sockets(), profile(kind));
  }

  private Launcher process(Kind kind) throws IOException {
    if (!settings.allowUnsafe()) {
      throw new SandboxUnavailable(
          "The sandbox provider process isolates nothing; set orchagent.sandbox.allow-unsafe=true"
              + " to use it all the same, for development only");
    }
    isolating = false;
    return new ProcessLauncher(work(), sockets(), starter, profile(kind));
  }

  private HostUser user(Kind kind) {
    Path setpriv =
        HostTools.tool("setpriv")
            .orElseThrow(
                () -> new SandboxUnavailable("setpriv is missing: apt-get install util-linux"));
    return new HostUser(setpriv, cgroups(kind));
  }

  private SlotSockets sockets() throws IOException {
    return new SlotSockets(work().path("egress"), proxy);
  }

  private WorkFolder work() throws IOException {
    if (work == null) {
      Path parent =
          settings.workDirectory().orElse(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
      work = WorkFolder.create(parent, interpreters);
      resources.accept(work);
      InterpreterHook.install(work, interpreters);
    }
    return work;
  }

  private Cgroups detect(Kind kind) {
    Cgroups found;
    try {
      String membership = Files.readString(Path.of("/proc/self/cgroup"));
      found = Cgroups.detect(Path.of("/sys/fs/cgroup"), membership, limits(kind));
    } catch (IOException e) {
      found = Cgroups.none();
    }
    if (kind == Kind.RUNS && !found.holdMemory()) {
      lacks.add("control groups (memory is watched, processors are not limited)");
    }
    return found;
  }
}
