package io.orchagent.services;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.outbound.SignedPosts;
import io.orchagent.platform.tenancy.ChangeLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Alerts that are sent to see whether they arrive. */
@ApplicationScoped
public class AlertTests {
  private final ServiceQueries queries;
  private final AlertQueries alerts;
  private final AlertSecrets secrets;
  private final SignedPosts posts;
  private final ChangeLog changes;

  AlertTests(
      ServiceQueries queries,
      AlertQueries alerts,
      AlertSecrets secrets,
      SignedPosts posts,
      ChangeLog changes) {
    this.queries = queries;
    this.alerts = alerts;
    this.secrets = secrets;
    this.posts = posts;
    this.changes = changes;
  }

  /** Sends one and waits for its answer, without a transaction. */
  ServiceApi.AlertTest send(UUID workspace, UUID id) {
    HostedService service = queries.find(workspace, id).orElseThrow(ServiceErrors::notFound);
    String url = service.settings().alertUrl();
    if (url == null) {
      throw ServiceErrors.noAlertUrl();
    }
    QuarkusTransaction.requiringNew()
        .run(() -> changes.record(workspace, "service.alert_tested", id + ": " + url));
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("event", "service.test")
            .put("service_id", id.toString())
            .put("workspace_id", workspace.toString())
            .put("service_name", service.name())
            .toString();
    byte[] key = secrets.open(workspace, id, alerts.sealedSecret(workspace, id));
    String problem = posts.post(Ids.newId(), url, body, key);
    return new ServiceApi.AlertTest(problem.isEmpty(), problem.isEmpty() ? null : problem);
  }
}
