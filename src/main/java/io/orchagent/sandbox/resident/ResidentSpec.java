package io.orchagent.sandbox.resident;

import io.orchagent.platform.outbound.EgressPolicy;
import io.orchagent.sandbox.Program;
import io.orchagent.sandbox.SandboxSpec.Mount;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What to keep running.
 *
 * @param id of this start, never used again
 * @param bundle a folder whose files are copied into {@code /home/user}; needed until the program
 *     has started
 * @param environment {@code HOME}, {@code PATH}, {@code LANG} and {@code TZ} are always the
 *     sandbox's own
 * @param mounts folders of the host that the program may read; needed to its end
 * @param egress what it may reach; null for no way out at all
 * @param port where it may listen, on its own loopback
 */
public record ResidentSpec(
    UUID id,
    Program program,
    @Nullable Path bundle,
    Map<String, String> environment,
    List<Mount> mounts,
    @Nullable EgressPolicy egress,
    int port,
    ResidentOutput output) {

  public ResidentSpec {
    environment = Map.copyOf(environment);
    mounts = List.copyOf(mounts);
  }

  /** Without the environment: secrets are in it. */
  @Override
  public String toString() {
    return "ResidentSpec[" + id + "]";
  }
}
