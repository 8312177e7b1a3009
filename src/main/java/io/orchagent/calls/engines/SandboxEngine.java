package io.orchagent.calls.engines;

import io.orchagent.sandbox.SandboxAvailability;
import io.orchagent.sandbox.Sandboxes;
import java.util.Optional;
import java.util.UUID;

/** An engine that runs something of an agent in a sandbox. */
abstract class SandboxEngine implements Engine {
  final Sandboxes sandboxes;

  SandboxEngine(Sandboxes sandboxes) {
    this.sandboxes = sandboxes;
  }

  @Override
  public Optional<String> uploadsFolder(UUID runId) {
    return Optional.of(sandboxes.uploadsFolder(runId));
  }

  @Override
  public Optional<String> unavailable() {
    SandboxAvailability host = sandboxes.availability();
    return host.available() ? Optional.empty() : Optional.of(host.instruction());
  }
}
