package io.orchagent.sandbox;

import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.platform.redaction.SecretMask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One run.
 *
 * @param runId names the run in logs
 * @param program what to start
 * @param bundle a folder whose files are copied into {@code /home/user}; only the server needs to
 *     be able to read it, and it is never changed. Symbolic links are refused.
 * @param environment the program's environment; {@code HOME}, {@code PATH}, {@code LANG} and {@code
 *     TZ} are always the sandbox's own
 * @param input standard input, followed by its end
 * @param uploads files that appear, read-only, under {@code /tmp/uploads/}
 * @param deadline when the run is killed; waiting for a slot counts
 * @param cancel ends the run early
 * @param mask hides values in what is kept of the streams as logs; standard output itself is not
 *     changed
 * @param tenant whose share of the places it takes
 * @param egress what the program may reach; null for no way out at all
 * @param mounts more folders of the host that the program may read
 * @param depth how many programs wait for this one, each for the one below it
 * @param output is given what the program writes, at once
 * @param skills files that appear, read-only, under {@code /home/user/orchagent/skills/}, over what
 *     the bundle has there; with any, {@code ORCHAGENT_SKILLS_DIR} names that folder
 */
public record SandboxSpec(
    UUID runId,
    Program program,
    @Nullable Path bundle,
    Map<String, String> environment,
    byte[] input,
    List<Upload> uploads,
    Instant deadline,
    CancelSignal cancel,
    SecretMask mask,
    UUID tenant,
    @Nullable EgressPolicy egress,
    List<Mount> mounts,
    int depth,
    OutputListener output,
    List<SkillFile> skills) {

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SKILL_FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
  private static final int MAX_NAME_BYTES = 255;

  public SandboxSpec {
    environment = Map.copyOf(environment);
    uploads = List.copyOf(uploads);
    mounts = List.copyOf(mounts);
    skills = List.copyOf(skills);
    environment.forEach(SandboxSpec::checkVariable);
    Set<String> names = new HashSet<>();
    for (Upload upload : uploads) {
      if (!names.add(upload.name())) {
        throw new IllegalArgumentException("Two uploads have the name " + upload.name());
      }
    }
  }

  /** Without the environment: secrets are in it. */
  @Override
  public String toString() {
    return "SandboxSpec[" + runId + "]";
  }

  /** A run that is called by no other program and that nobody follows. */
  public SandboxSpec(
      UUID runId,
      Program program,
      @Nullable Path bundle,
      Map<String, String> environment,
      byte[] input,
      List<Upload> uploads,
      Instant deadline,
      CancelSignal cancel,
      SecretMask mask,
      UUID tenant,
      @Nullable EgressPolicy egress,
      List<Mount> mounts) {
    this(
        runId,
        program,
        bundle,
        environment,
        input,
        uploads,
        deadline,
        cancel,
        mask,
        tenant,
        egress,
        mounts,
        0,
        OutputListener.NONE,
        List.of());
  }

  /** A run that is a tenant of its own. */
  public SandboxSpec(
      UUID runId,
      Program program,
      @Nullable Path bundle,
      Map<String, String> environment,
      byte[] input,
      List<Upload> uploads,
      Instant deadline,
      CancelSignal cancel,
      SecretMask mask) {
    this(
        runId,
        program,
        bundle,
        environment,
        input,
        uploads,
        deadline,
        cancel,
        mask,
        runId,
        null,
        List.of());
  }

  /** Places in a sandbox for folders of the host. */
  public enum Place {
    NODE_MODULES("node_modules"),
    PYTHON_PACKAGES("python-packages");

    private final String folder;

    Place(String folder) {
      this.folder = folder;
    }

    /** Its name beside the folder that the program runs in. */
    String folder() {
      return folder;
    }
  }

  /**
   * A folder of the host, readable by every user of it, that appears read-only in the sandbox.
   *
   * @param place where it appears; two mounts of one run have different ones
   */
  public record Mount(Path folder, Place place) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Mount mount && place == mount.place && folder.equals(mount.folder);
    }

    @Override
    public int hashCode() {
      return 31 * folder.hashCode() + place.hashCode();
    }
  }

  /** A file of the host and its name, one path segment, under {@code /tmp/uploads/}. */
  public record Upload(String name, Path file) {
    public Upload {
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")
          || name.indexOf('/') >= 0
          || name.indexOf('\0') >= 0
          || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
        throw new IllegalArgumentException("The name of an upload must be one path segment");
      }
    }
  }

  /** A file of a skill and its name, made by the server: letters, digits and {@code ._-}. */
  public record SkillFile(String name, byte[] content) {
    public SkillFile {
      if (!SKILL_FILE.matcher(name).matches()) {
        throw new IllegalArgumentException("Not a name of a skill's file: " + name);
      }
    }
  }

  private static void checkVariable(String name, String value) {
    if (!VARIABLE.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a name of an environment variable: " + name);
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("The environment variable " + name + " has a NUL");
    }
  }
}
