package io.orchagent.agents;

import io.orchagent.platform.persistence.WorkspaceEntity;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key of a version, with which it calls its dependencies. Only its digest is here. */
@Entity
@Table(name = "agent_key")
public class AgentKey extends WorkspaceEntity {
  static final String KIND = "sk_agent_";
  static final int PREFIX_LENGTH = 12;

  @Column(updatable = false)
  public UUID agentId;

  @Column(updatable = false)
  public UUID userId;

  @Column(updatable = false)
  public byte[] keyHash;

  @Column(updatable = false)
  public String prefix;

  public @Nullable Instant revokedAt;

  static Optional<AgentKey> findByHash(byte[] hash) {
    return find("keyHash = ?1 and revokedAt is null", (Object) hash).firstResultOptional();
  }

  /** Those that work, the newest first. */
  static List<AgentKey> ofAgents(UUID workspace, List<UUID> agents) {
    return list(
        "workspaceId = ?1 and agentId in ?2 and revokedAt is null order by id desc",
        workspace,
        agents);
  }
}
