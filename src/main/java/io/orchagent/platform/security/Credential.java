package io.orchagent.platform.security;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A credential that was found good.
 *
 * @param id of the key or of the session
 * @param userId whose it is; for an agent's key the person who made it
 * @param defaultWorkspace where it works when the request names no workspace
 * @param workspaceLocked true when it works only there
 * @param expiresAt null when it does not expire
 * @param admin true for the server's own people
 * @param agentId the agent of an agent key, else null
 */
public record Credential(
    CredentialKind kind,
    UUID id,
    UUID userId,
    UUID defaultWorkspace,
    boolean workspaceLocked,
    @Nullable Instant expiresAt,
    boolean admin,
    @Nullable UUID agentId) {}
