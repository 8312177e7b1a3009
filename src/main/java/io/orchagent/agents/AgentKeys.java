package io.orchagent.agents;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.CredentialLookup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Service keys of versions: made, and recognised as credentials. */
@ApplicationScoped
public class AgentKeys implements CredentialLookup {
  private final AuditTrail audit;
  private final Clock clock;

  AgentKeys(AuditTrail audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * A new key of a version, in the transaction that stores the version.
   *
   * @param maker the person whose membership the key ends with
   * @return the key itself, which is kept nowhere
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public String issue(Agent agent, UUID maker) {
    String secret = Tokens.random(AgentKey.KIND);
    AgentKey key = new AgentKey();
    key.id = Ids.newId();
    key.workspaceId = agent.workspaceId;
    key.agentId = agent.id;
    key.userId = maker;
    key.keyHash = Hashes.sha256(secret);
    key.prefix = prefix(secret);
    key.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    key.persist();
    audit.record(key.workspaceId, "agent_key.created", agent.label() + " (" + prefix(secret) + ")");
    return secret;
  }

  public static String prefix(String secret) {
    return secret.substring(0, AgentKey.PREFIX_LENGTH);
  }

  /** How the newest key of each version begins; versions without one are left out. */
  Map<UUID, String> prefixes(UUID workspace, List<UUID> agents) {
    return AgentKey.ofAgents(workspace, agents).stream()
        .collect(Collectors.toMap(key -> key.agentId, key -> key.prefix, (newest, old) -> newest));
  }

  @Override
  public boolean recognises(String token) {
    return token.startsWith(AgentKey.KIND);
  }

  @Override
  @Transactional
  public Optional<Credential> find(String token) {
    if (!Tokens.hasForm(token, AgentKey.KIND)) {
      return Optional.empty();
    }
    byte[] hash = Hashes.sha256(token);
    return AgentKey.findByHash(hash)
        .filter(key -> MessageDigest.isEqual(key.keyHash, hash))
        .filter(key -> Agent.find(key.workspaceId, key.agentId).isPresent())
        .map(AgentKeys::credential);
  }

  private static Credential credential(AgentKey key) {
    return new Credential(
        CredentialKind.AGENT_KEY,
        key.id,
        key.userId,
        key.workspaceId,
        true,
        null,
        false,
        key.agentId);
  }
}
