package io.orchagent.schedules;

import io.orchagent.platform.outbound.AlertOutbox;
import io.orchagent.platform.outbound.AlertRows.Alert;
import io.orchagent.platform.outbound.SignedPosts;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;

/** Sends alerts about schedules; that one arrived is an event of its schedule. */
@Singleton
class AlertDelivery extends AlertOutbox {
  private final AlertQueries queries;
  private final ScheduleEvents events;

  AlertDelivery(
      AlertQueries queries, AlertSecrets secrets, ScheduleEvents events, SignedPosts posts) {
    super(queries, secrets, posts);
    this.queries = queries;
    this.events = events;
  }

  @Override
  public void arrived(Alert alert) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              if (queries.delete(alert.id())) {
                events.add(
                    alert.workspaceId(),
                    alert.about(),
                    ScheduleEvents.ALERT_SENT,
                    "as delivery " + alert.id());
              }
            });
  }
}
