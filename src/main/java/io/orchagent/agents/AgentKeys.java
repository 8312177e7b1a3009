package io.orchagent.agents;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.security.Credential;
import io.orchagent.platform.security.CredentialKind;
import io.orchagent.platform.security.CredentialLookup;
import io.orchagent.platform.security.Stamps;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Service keys of versions: made, ended, and recognised as credentials. */
@ApplicationScoped
public class AgentKeys implements CredentialLookup {
  private static final int MOST_KEYS = 50;

  private final Series series;
  private final Stamps stamps;
  private final AuditTrail audit;
  private final Clock clock;

  AgentKeys(Series series, Stamps stamps, AuditTrail audit, Clock clock) {
    this.series = series;
    this.stamps = stamps;
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

  /** The keys of a version that work, the newest first. */
  @Transactional
  Page<AgentKeyApi.View> list(UUID workspace, UUID agent, PageRequest page) {
    List<UUID> version =
        List.of(Agent.find(workspace, agent).orElseThrow(AgentErrors::notFound).id);
    List<AgentKey> keys = AgentKey.ofAgents(workspace, version);
    return Page.of(
        keys.stream().skip(page.offset()).limit(page.limit()).map(AgentKeyApi.View::of).toList(),
        keys.size(),
        page);
  }

  /** A further key of a version. */
  @Transactional
  AgentKeyApi.Created create(UUID workspace, UUID version, UUID maker) {
    Agent agent = series.locked(workspace, version).orElseThrow(AgentErrors::notFound);
    if (AgentKey.ofAgents(workspace, List.of(agent.id)).size() >= MOST_KEYS) {
      throw AgentErrors.tooManyKeys(MOST_KEYS);
    }
    String secret = issue(agent, maker);
    AgentKey key = AgentKey.findByHash(Hashes.sha256(secret)).orElseThrow();
    return new AgentKeyApi.Created(AgentKeyApi.View.of(key), secret);
  }

  /** Ends a key at once, everywhere. */
  void revoke(UUID workspace, UUID version, UUID id) {
    ending(
        stopped -> {
          Agent agent = series.locked(workspace, version).orElseThrow(AgentErrors::notFound);
          AgentKey key =
              AgentKey.ofAgents(workspace, List.of(agent.id)).stream()
                  .filter(one -> one.id.equals(id))
                  .findFirst()
                  .orElseThrow(AgentErrors::keyNotFound);
          stopped.accept(List.of(key.userId));
          key.revokedAt = clock.instant();
          audit.record(workspace, "agent_key.revoked", agent.label() + " (" + key.prefix + ")");
          return null;
        });
  }

  /**
   * A transaction of its own that takes keys from agents, so that no server goes on believing in
   * them.
   *
   * @param work is given whom to tell, before it commits, of the people whose keys end
   */
  public <T extends @Nullable Object> T ending(Function<Consumer<List<UUID>>, T> work) {
    Set<UUID> people = new LinkedHashSet<>();
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () ->
                  work.apply(
                      makers -> {
                        people.addAll(makers);
                        makers.forEach(stamps::changing);
                      }));
    } finally {
      people.forEach(stamps::changed);
    }
  }

  /** Who made the keys of these versions that work. */
  public List<UUID> makers(UUID workspace, List<UUID> versions) {
    return AgentKey.ofAgents(workspace, versions).stream()
        .map(key -> key.userId)
        .distinct()
        .toList();
  }

  /** How many keys of these versions work. */
  public int count(UUID workspace, List<UUID> versions) {
    return AgentKey.ofAgents(workspace, versions).size();
  }

  /** Ends all keys of these versions, in a transaction of {@link #ending}; says how many. */
  @Transactional(Transactional.TxType.MANDATORY)
  public int revokeAll(UUID workspace, List<UUID> versions) {
    List<AgentKey> keys = AgentKey.ofAgents(workspace, versions);
    keys.forEach(key -> key.revokedAt = clock.instant());
    AgentKey.flush();
    return keys.size();
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
