package io.orchagent.secrets;

import io.orchagent.audit.AuditTrail;
import io.orchagent.platform.crypto.EnvelopeEncryption;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Setting, listing and deleting secrets, and finding those of a run. */
@ApplicationScoped
public class Secrets {
  private final SecretQueries queries;
  private final ServerSecrets server;
  private final EnvelopeEncryption encryption;
  private final AuditTrail audit;
  private final List<SecretChanged> listeners;

  Secrets(
      SecretQueries queries,
      ServerSecrets server,
      EnvelopeEncryption encryption,
      AuditTrail audit,
      @All List<SecretChanged> listeners) {
    this.queries = queries;
    this.server = server;
    this.encryption = encryption;
    this.audit = audit;
    this.listeners = listeners;
  }

  /** The agent that a run is of; its own workspace's slug and its name. */
  public record Recipient(UUID workspaceId, String org, String name) {}

  @Transactional
  public Page<SecretApi.View> list(UUID workspace, PageRequest page) {
    return Page.of(queries.list(workspace, page), queries.count(workspace), page);
  }

  /** Creates or changes; what was sent has passed {@link SecretRules}. */
  public SecretApi.View put(UUID workspace, UUID person, SecretApi.Put sent) {
    // Its key is made in a transaction of its own
    encryption.prepare(scope(workspace));
    SecretApi.View written =
        QuarkusTransaction.requiringNew().call(() -> write(workspace, person, sent));
    server.forget(workspace);
    return written;
  }

  private SecretApi.View write(UUID workspace, UUID person, SecretApi.Put sent) {
    String name = String.valueOf(sent.name());
    byte[] value = String.valueOf(sent.value()).getBytes(StandardCharsets.UTF_8);
    List<String> allowed = sent.allowedAgents().value();
    List<String> agents = allowed == null ? List.of() : allowed.stream().distinct().toList();
    SecretQueries.Written written =
        queries.put(
            workspace,
            new SecretQueries.Change(
                name,
                encryption.seal(scope(workspace), value, bound(name)),
                SecretName.provider(name),
                sent.description().present(),
                sent.description().value(),
                sent.allowedAgents().present(),
                agents,
                person));
    audit.record(
        workspace,
        written.created() ? "secret.created" : "secret.updated",
        agents.isEmpty() ? name : name + " (allowed: " + String.join(", ", agents) + ")");
    List<SecretChanged.Restarted> restarted =
        listeners.stream().flatMap(listener -> listener.changed(workspace, name).stream()).toList();
    return written.view().restarting(restarted);
  }

  public void delete(UUID workspace, String name) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              if (!queries.delete(workspace, name)) {
                throw Errors.notFound("Secret");
              }
              audit.record(workspace, "secret.deleted", name);
            });
    server.forget(workspace);
  }

  /**
   * What a run of this agent is given of a workspace's secrets. Its own agents are given what they
   * declare, those of others what names them.
   */
  @Transactional
  public SealedSecrets find(
      UUID workspace, Recipient agent, List<String> required, List<String> optional) {
    List<String> names =
        Stream.concat(required.stream(), optional.stream())
            .filter(name -> SecretName.problem(name).isEmpty())
            .distinct()
            .toList();
    Map<String, SecretQueries.Sealed> there =
        names.isEmpty()
            ? Map.of()
            : queries.find(workspace, names).stream()
                .collect(Collectors.toMap(SecretQueries.Sealed::name, Function.identity()));
    List<String> missing = new ArrayList<>();
    List<String> withheld = new ArrayList<>();
    for (String name : required) {
      if (!there.containsKey(name)) {
        missing.add(name);
      } else if (!mayHave(workspace, agent, there.get(name))) {
        withheld.add(name);
      }
    }
    List<SecretQueries.Sealed> given =
        there.values().stream().filter(row -> mayHave(workspace, agent, row)).toList();
    return new SealedSecrets(
        missing, withheld, workspace, new SealedSecrets.Values(given, this::opened));
  }

  /**
   * Those of these names that are there, for the server's own use: no agent's code is given them,
   * so that it does not matter whose agent it is.
   */
  public SealedSecrets findForServer(UUID workspace, List<String> names) {
    return new SealedSecrets(
        List.of(),
        List.of(),
        workspace,
        new SealedSecrets.Values(server.find(workspace, names), this::opened));
  }

  private static boolean mayHave(UUID workspace, Recipient agent, SecretQueries.Sealed stored) {
    return agent.workspaceId().equals(workspace)
        || stored.allowedAgents().contains(agent.org() + "/" + agent.name())
        || stored.allowedAgents().contains(agent.org() + "/*");
  }

  private String opened(UUID workspace, SecretQueries.Sealed stored) {
    return new String(
        encryption.open(scope(workspace), stored.value(), bound(stored.name())),
        StandardCharsets.UTF_8);
  }

  static String scope(UUID workspace) {
    return workspace.toString();
  }

  /** What the sealed bytes belong to, beside the workspace. */
  static byte[] bound(String name) {
    return ("secret\0" + name).getBytes(StandardCharsets.UTF_8);
  }
}
