package io.orchagent.platform.outbound;

import io.orchagent.platform.redaction.SecretMask;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one run may reach.
 *
 * @param runId for the log
 * @param hosts by name
 * @param gateway this server; null where it may not be called
 * @param purpose what the hosts are for, for the hint to a refusal
 * @param mask hides what the run knows in what the log says of its requests
 * @param collector takes what is handed out; null where nothing is
 */
public record EgressPolicy(
    UUID runId,
    HostList hosts,
    @Nullable Gateway gateway,
    Purpose purpose,
    SecretMask mask,
    @Nullable Collector collector) {

  /** For who knows no secrets, and hands nothing out. */
  public EgressPolicy(UUID runId, HostList hosts, @Nullable Gateway gateway, Purpose purpose) {
    this(runId, hosts, gateway, purpose, SecretMask.NONE, null);
  }

  /** What is going on behind the socket. */
  public enum Purpose {
    RUN(
        "An administrator of this server can allow the host for this agent, or for all with"
            + " orchagent.outbound.allowed-hosts."),
    /** A run without an end. */
    SERVICE(RUN.hint),
    INSTALL(
        "Dependencies are installed from the index that this server's pip and npm are configured"
            + " with, and from nowhere else: name packages and versions only.");

    private final String hint;

    Purpose(String hint) {
      this.hint = hint;
    }

    String hint() {
      return hint;
    }
  }

  /** The gateway's host, so that clients are told to go through the proxy for it; or empty. */
  public String gatewayHost() {
    return gateway == null ? "" : gateway.host();
  }
}
