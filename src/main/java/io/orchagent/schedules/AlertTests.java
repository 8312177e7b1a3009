package io.orchagent.schedules;

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
  private final ScheduleQueries queries;
  private final AlertQueries alerts;
  private final AlertSecrets secrets;
  private final SignedPosts posts;
  private final ChangeLog changes;

  AlertTests(
      ScheduleQueries queries,
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
  ScheduleApi.AlertTest send(UUID workspace, UUID id) {
    Schedule schedule = queries.find(workspace, id).orElseThrow(ScheduleErrors::notFound);
    String url = schedule.alerting().url();
    if (url == null) {
      throw ScheduleErrors.noAlertUrl();
    }
    QuarkusTransaction.requiringNew()
        .run(() -> changes.record(workspace, "schedule.alert_tested", id + ": " + url));
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("event", "schedule.test")
            .put("schedule_id", id.toString())
            .put("workspace_id", workspace.toString())
            .put("agent_name", schedule.agentName())
            .toString();
    byte[] key = secrets.open(workspace, id, alerts.sealedSecret(workspace, id));
    String problem = posts.post(Ids.newId(), url, body, key);
    return new ScheduleApi.AlertTest(problem.isEmpty(), problem.isEmpty() ? null : problem);
  }
}
