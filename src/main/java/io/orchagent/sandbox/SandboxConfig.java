package io.orchagent.sandbox;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Where and within which limits agents' code runs. */
@ConfigMapping(prefix = "orchagent.sandbox")
public interface SandboxConfig {

  /**
   * How code is isolated: `auto` (bubblewrap where it works, else unshare), `bubblewrap`, `unshare`
   * (util-linux only; lacks the system call filter) or `process` (no isolation at all).
   */
  @WithDefault("auto")
  Provider provider();

  /** Whether the provider `process` may be used, which isolates nothing. Never on a server. */
  @WithDefault("false")
  boolean allowUnsafe();

  /** Memory of all processes of one run together, without the files it wrote. */
  @WithDefault("512M")
  MemorySize memory();

  /** Processes and threads of one run. */
  @WithDefault("64")
  int processes();

  /** Open files of one process. */
  @WithDefault("256")
  int openFiles();

  /** Size of one file. */
  @WithDefault("512M")
  MemorySize fileSize();

  /**
   * Size of `/home/user`, which holds the bundle; kept in memory. A larger bundle is refused before
   * it is copied.
   */
  @WithDefault("640M")
  MemorySize homeSize();

  /** Size of `/tmp`, which holds the uploads; kept in memory. */
  @WithDefault("256M")
  MemorySize tmpSize();

  /** Processor time of one process. */
  @WithDefault("15m")
  Duration cpuTime();

  /** Processors that one run may keep busy; only held where cgroups can be written. */
  @WithDefault("2")
  double cpus();

  /** Runs at one time; others wait, and their waiting counts against their deadline. */
  @WithDefault("64")
  int maxConcurrent();

  /**
   * Runs of one workspace at one time on this server; more of them wait although others could still
   * run. Without it half of `max-concurrent`.
   */
  OptionalInt perWorkspace();

  /** Sandboxes that wait for versions which were called lately. */
  Warm warm();

  /** Programs without an end of their own: instances of services. */
  Resident resident();

  /** The Python to run; without it `python3` of `/usr/bin` or `/usr/local/bin`. */
  Optional<Path> python();

  /** The Node.js to run; without it `node` of `/usr/bin` or `/usr/local/bin`. */
  Optional<Path> node();

  /** More folders of the host that programs may read, such as `/opt/node`. */
  Optional<List<Path>> readablePaths();

  /** First of the host's user ids that the slots of a server running as root use, one each. */
  @WithDefault("60706")
  int uidBase();

  /**
   * Folder for the sandbox's own small files; without it one is made under the temporary folder.
   */
  Optional<Path> workDirectory();

  /** What waits beforehand: sandbox and interpreter up, the bundle in it, nothing of a run. */
  interface Warm {

    /** Sandboxes that wait, of all versions together, beside `max-concurrent`; 0 for none. */
    @WithDefault("8")
    int count();

    /** Sandboxes that wait for one version. */
    @WithDefault("2")
    int perVersion();

    /** Memory of all that wait, with the files of their bundles; the least recently called go. */
    @WithDefault("256M")
    MemorySize memory();

    /** How long after its last call a version keeps any. */
    @WithDefault("5m")
    Duration idle();
  }

  /**
   * Programs without an end of their own: instances of services. The sizes of files and folders are
   * those of runs; their processor time has no limit.
   */
  interface Resident {

    /** How many this server holds, beside `max-concurrent`; more of them are not started. */
    @WithDefault("32")
    int max();

    /** Memory of all processes of one together, without the files it wrote. */
    @WithDefault("512M")
    MemorySize memory();

    /** Processes and threads of one. */
    @WithDefault("128")
    int processes();

    /** Open files of one process; a connection takes one, and two of what carries it inwards. */
    @WithDefault("1024")
    int openFiles();

    /** Processors that one may keep busy; only held where cgroups can be written. */
    @WithDefault("1")
    double cpus();
  }

  /** The ways to isolate. */
  enum Provider {
    AUTO,
    BUBBLEWRAP,
    UNSHARE,
    PROCESS
  }
}
