package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Control groups, one set a slot, where this server may write them (version 1 and 2); nothing where
 * it may not. They are the hard ceiling; {@link ResidentWatch} is what usually ends a run that
 * outgrows its memory.
 */
final class Cgroups implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Cgroups.class);
  static final String PREFIX = "orchagent-";
  private static final String ALL = "-all";
  private static final int PERIOD_MICROS = 100_000;
  // The launch script, its helpers and the process outside
  private static final int OWN_PROCESSES = 8;

  /** A folder of groups and what is written into each. */
  private record Hierarchy(Path parent, List<Setting> settings) {}

  private record Setting(String file, String value, boolean required) {}

  private final List<Hierarchy> hierarchies;
  private final String prefix = PREFIX + ProcessHandle.current().pid() + "-";

  private Cgroups(List<Hierarchy> hierarchies) {
    this.hierarchies = hierarchies;
  }

  static Cgroups none() {
    return new Cgroups(List.of());
  }

  /** Finds what can be written below the mount point, usually {@code /sys/fs/cgroup}. */
  static Cgroups detect(Path mount, String membership, SandboxSettings.Limits limits) {
    if (Files.exists(mount.resolve("cgroup.controllers"))) {
      return new Cgroups(unified(mount, membership, limits).stream().toList());
    }
    List<Hierarchy> found = new ArrayList<>();
    versionOne(mount, membership, "memory", memoryOne(limits)).ifPresent(found::add);
    versionOne(mount, membership, "pids", List.of(processes(limits))).ifPresent(found::add);
    versionOne(mount, membership, "cpu", cpuOne(limits))
        .map(Cgroups::together)
        .ifPresent(found::add);
    return new Cgroups(List.copyOf(found));
  }

  boolean holdMemory() {
    return hierarchies.stream()
        .flatMap(h -> h.settings().stream())
        .anyMatch(s -> s.file().startsWith("memory."));
  }

  /** Makes the slot's groups and returns the files that a process enters them by. */
  List<Path> enter(Slots.Slot slot) {
    return hierarchies.stream().map(h -> make(h, slot).resolve("cgroup.procs")).toList();
  }

  boolean shareProcessors() {
    return hierarchies.stream()
        .flatMap(h -> h.settings().stream())
        .anyMatch(s -> s.file().startsWith("cpu."));
  }

  /**
   * How much of busy processors the slot gets, where {@link FairWeights#WHOLE} is the usual and
   * {@link FairWeights#IDLE} only what nobody else wants.
   */
  void weigh(Slots.Slot slot, int weight) {
    for (Hierarchy hierarchy : hierarchies) {
      Path group = hierarchy.parent().resolve(prefix + slot.index());
      // Before Linux 5.15 there is no such file, and the least weight has to do. An idle group
      // takes no weight.
      write(group.resolve("cpu.idle"), weight == FairWeights.IDLE ? 1 : 0);
      int shares = Math.max(2, weight);
      write(group.resolve("cpu.shares"), shares);
      // The scale of version 2 has 100 where version 1 has 1024
      write(group.resolve("cpu.weight"), Math.max(1, shares * 100 / FairWeights.WHOLE));
    }
  }

  private static void write(Path file, int value) {
    try {
      if (Files.exists(file)) {
        Files.writeString(file, String.valueOf(value));
      }
    } catch (IOException e) {
      LOG.debugf("The weight %s was not written", file);
    }
  }

  /** How often the kernel has killed something in the slot's group for its memory. */
  long memoryKills(Slots.Slot slot) {
    long kills = 0;
    for (Hierarchy hierarchy : hierarchies) {
      for (String file : List.of("memory.events", "memory.oom_control")) {
        Path events = hierarchy.parent().resolve(prefix + slot.index()).resolve(file);
        kills += Files.exists(events) ? oomKills(events) : 0;
      }
    }
    return kills;
  }

  private static long oomKills(Path events) {
    try (Stream<String> lines = Files.lines(events)) {
      return lines
          .filter(line -> line.startsWith("oom_kill "))
          .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private Path make(Hierarchy hierarchy, Slots.Slot slot) {
    Path group = hierarchy.parent().resolve(prefix + slot.index());
    if (!Files.isDirectory(group)) {
      try {
        Files.createDirectories(group);
        for (Setting setting : hierarchy.settings()) {
          set(group, setting);
        }
      } catch (IOException e) {
        throw new SandboxUnavailable("The control group " + group + " cannot be made: " + e);
      }
    }
    return group;
  }

  /** False when it can't be set, and need not be. */
  private static boolean set(Path group, Setting setting) throws IOException {
    try {
      Files.writeString(group.resolve(setting.file()), setting.value());
      return true;
    } catch (IOException e) {
      if (setting.required()) {
        throw e;
      }
      LOG.debugf("The control group has no %s", setting.file());
      return false;
    }
  }

  /**
   * All runs in one group that weighs as much as any other on this machine, so that what they are
   * given counts among themselves only: a light one gives way to runs, not to the whole host.
   */
  private static Hierarchy together(Hierarchy slots) {
    Path all = slots.parent().resolve(PREFIX + ProcessHandle.current().pid() + ALL);
    try {
      Files.createDirectories(all);
      if (!Files.exists(all.resolve("cgroup.type")) || CgroupDelegation.enable(all)) {
        return new Hierarchy(all, slots.settings());
      }
      Files.delete(all);
    } catch (IOException e) {
      LOG.debugf("The control group %s was not made", all);
    }
    return slots;
  }

  private static Optional<Hierarchy> versionOne(
      Path mount, String membership, String controller, List<Setting> settings) {
    Path root = mount.resolve(controller);
    return Stream.of(root.resolve(own(membership, controller)), root)
        .flatMap(parent -> below(parent, settings).stream())
        .findFirst();
  }

  private static Optional<Hierarchy> unified(
      Path mount, String membership, SandboxSettings.Limits limits) {
    List<Setting> settings =
        List.of(
            new Setting("memory.max", String.valueOf(ceiling(limits)), true),
            new Setting("memory.swap.max", "0", false),
            new Setting("memory.oom.group", "1", false),
            processes(limits),
            new Setting("cpu.max", quota(limits) + " " + PERIOD_MICROS, false));
    Path own = mount.resolve(own(membership, ""));
    Path above = own.equals(mount) ? mount : own.getParent();
    return Stream.of(own, above, mount)
        .distinct()
        .filter(Files::isWritable)
        .filter(parent -> CgroupDelegation.to(parent, mount))
        .flatMap(parent -> below(parent, settings).stream())
        .findFirst()
        .map(Cgroups::together);
  }

  /**
   * Tries with a group that is removed again, and keeps of the settings those that can be set; also
   * removes what killed servers left.
   */
  private static Optional<Hierarchy> below(Path parent, List<Setting> settings) {
    if (!Files.isWritable(parent)) {
      return Optional.empty();
    }
    removeLeftBehind(parent);
    Path trial = parent.resolve(PREFIX + ProcessHandle.current().pid() + "-trial");
    try {
      Files.createDirectory(trial);
      try {
        List<Setting> held = new ArrayList<>();
        for (Setting setting : settings) {
          if (set(trial, setting)) {
            held.add(setting);
          }
        }
        return Files.exists(trial.resolve("cgroup.procs"))
            ? Optional.of(new Hierarchy(parent, List.copyOf(held)))
            : Optional.empty();
      } finally {
        Files.deleteIfExists(trial);
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void removeLeftBehind(Path parent) {
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
      for (Path group : groups) {
        String[] parts = group.getFileName().toString().split("-", -1);
        if (parts[1].matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty()) {
          remove(group);
        }
      }
    } catch (IOException e) {
      LOG.debug("Old control groups were not looked at", e);
    }
  }

  private static void remove(Path group) {
    try (DirectoryStream<Path> inner = Files.newDirectoryStream(group, PREFIX + "*")) {
      inner.forEach(Cgroups::remove);
      Files.deleteIfExists(group);
    } catch (IOException e) {
      LOG.debugf("The control group %s is still in use", group);
    }
  }

  /** This server's own group in a hierarchy, relative to where that is mounted. */
  private static String own(String membership, String controller) {
    return membership
        .lines()
        .map(line -> line.split(":", 3))
        .filter(parts -> parts.length == 3)
        .filter(parts -> List.of(parts[1].split(",", -1)).contains(controller))
        .map(parts -> parts[2].substring(1))
        .findFirst()
        .orElse("");
  }

  private static List<Setting> memoryOne(SandboxSettings.Limits limits) {
    String most = String.valueOf(ceiling(limits));
    return List.of(
        new Setting("memory.limit_in_bytes", most, true),
        new Setting("memory.memsw.limit_in_bytes", most, false));
  }

  /** The files of a run are kept in memory and count here. */
  private static long ceiling(SandboxSettings.Limits limits) {
    return limits.memory() + limits.homeSize() + limits.tmpSize();
  }

  private static Setting processes(SandboxSettings.Limits limits) {
    return new Setting("pids.max", String.valueOf(limits.processes() + OWN_PROCESSES), true);
  }

  private static List<Setting> cpuOne(SandboxSettings.Limits limits) {
    return List.of(
        new Setting("cpu.cfs_period_us", String.valueOf(PERIOD_MICROS), true),
        new Setting("cpu.cfs_quota_us", String.valueOf(quota(limits)), true));
  }

  private static long quota(SandboxSettings.Limits limits) {
    return Math.round(limits.cpus() * PERIOD_MICROS);
  }

  @Override
  public void close() {
    for (Hierarchy hierarchy : hierarchies) {
      try (DirectoryStream<Path> groups =
          Files.newDirectoryStream(hierarchy.parent(), prefix + "*")) {
        groups.forEach(Cgroups::remove);
        if (hierarchy.parent().endsWith(prefix.substring(0, prefix.length() - 1) + ALL)) {
          remove(hierarchy.parent());
        }
      } catch (IOException e) {
        LOG.debug("Control groups were not removed", e);
      }
    }
  }
}
