package io.orchagent.sandbox;

import io.orchagent.platform.outbound.EgressProxy;
import io.orchagent.sandbox.egress.SlotSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private @Nullable Cgroups cgroups;
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

  Launcher create(SandboxConfig.Provider provider) throws IOException {
    return switch (provider) {
      case BUBBLEWRAP -> bubblewrap();
      case UNSHARE -> unshare();
      case PROCESS -> process();
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

  Cgroups cgroups() {
    if (cgroups == null) {
      cgroups = isolating ? detect() : Cgroups.none();
      resources.accept(cgroups);
    }
    return cgroups;
  }

  /** What this host does not hold, whatever the provider. */
  List<String> lacks() {
    return List.copyOf(lacks);
  }

  private Launcher bubblewrap() throws IOException {
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
        user(), bwrap, work(), filter, view, sockets(), settings.limits());
  }

  private Launcher unshare() throws IOException {
    Path unshare =
        HostTools.tool("unshare")
            .orElseThrow(
                () ->
                    new SandboxUnavailable(
                        "unshare is missing: it is part of util-linux, which every Linux has; on"
                            + " another system set orchagent.sandbox.provider=process and"
                            + " orchagent.sandbox.allow-unsafe=true, for development only"));
    lacks.add("the system call filter (apt-get install bubblewrap)");
    return new UnshareLauncher(user(), unshare, work(), view, sockets(), settings.limits());
  }

  private Launcher process() throws IOException {
    if (!settings.allowUnsafe()) {
      throw new SandboxUnavailable(
          "The sandbox provider process isolates nothing; set"
              + " orchagent.sandbox.allow-unsafe=true to use it all the same, for development only");
    }
    isolating = false;
    return new ProcessLauncher(work(), sockets(), starter);
  }

  private HostUser user() {
    Path setpriv =
        HostTools.tool("setpriv")
            .orElseThrow(
                () -> new SandboxUnavailable("setpriv is missing: apt-get install util-linux"));
    return new HostUser(setpriv, cgroups());
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
      // Without isolation the limit would count all processes of the server's user
      work.write("run/launch", LaunchScript.common(settings.limits(), isolating));
      InterpreterHook.install(work, interpreters);
    }
    return work;
  }

  private Cgroups detect() {
    Cgroups found;
    try {
      String membership = Files.readString(Path.of("/proc/self/cgroup"));
      found = Cgroups.detect(Path.of("/sys/fs/cgroup"), membership, settings.limits());
    } catch (IOException e) {
      found = Cgroups.none();
    }
    if (!found.holdMemory()) {
      lacks.add("control groups (memory is watched, processors are not limited)");
    }
    return found;
  }
}
