package io.orchagent.secrets;

import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Port: who runs with a secret has to begin anew when its value changes. */
public interface SecretChanged {

  /** A service that restarts. */
  @Schema(name = "RestartedService", description = "A running service that restarts")
  record Restarted(
      @Schema(description = "Id of the service") UUID id,
      @Schema(description = "Name of the service") String name) {}

  /** A value was set; called in the transaction that does it. Returns what will restart. */
  List<Restarted> changed(UUID workspaceId, String name);
}
