package io.orchagent.services.runtime;

import io.orchagent.agents.Release;
import java.util.List;
import java.util.UUID;

/**
 * A service as it shall run.
 *
 * @param org slug of its workspace
 * @param name unique in the workspace; one segment of a path, and a label of a host name
 * @param generation changes whenever running instances no longer fit
 * @param instances at least one
 * @param release the version that runs, with its bundle, packages, command and way out
 * @param command words of a command line; empty for what the version or its bundle says
 * @param port where an instance may listen, on its own loopback
 * @param surge whether a rolling replacement may run one instance more than {@code instances}
 */
public record ServiceSpec(
    UUID serviceId,
    UUID workspaceId,
    String org,
    String name,
    long generation,
    int instances,
    Release release,
    List<String> command,
    int port,
    boolean surge) {

  public ServiceSpec {
    command = List.copyOf(command);
  }
}
