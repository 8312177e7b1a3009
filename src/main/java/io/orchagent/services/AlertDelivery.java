package io.orchagent.services;

import io.orchagent.platform.outbound.Redelivery;
import io.orchagent.platform.outbound.SignedPosts;
import io.orchagent.services.AlertQueries.Alert;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Sends alerts, signed, each until somebody takes it with a 2xx or an hour has passed. It may
 * arrive twice: {@code X-Orchagent-Delivery} is the same both times.
 */
@Singleton
class AlertDelivery implements Redelivery.Outbox<Alert> {
  private final AlertQueries queries;
  private final AlertSecrets secrets;
  private final SignedPosts posts;
  private final Redelivery<Alert> delivery = new Redelivery<>(this);

  AlertDelivery(AlertQueries queries, AlertSecrets secrets, SignedPosts posts) {
    this.queries = queries;
    this.secrets = secrets;
    this.posts = posts;
  }

  /** Sends some that are due; how many that were. */
  int deliver() {
    return delivery.deliver();
  }

  void deliverAll() {
    delivery.deliverAll();
  }

  @Override
  public List<Alert> claim(int most, Duration lease) {
    return queries.claim(most, lease);
  }

  @Override
  public Redelivery.Progress progress(Alert alert) {
    return new Redelivery.Progress(alert.id(), alert.attempts(), alert.age());
  }

  @Override
  public String send(Alert alert) {
    byte[] key = secrets.open(alert.workspaceId(), alert.serviceId(), alert.sealedSecret());
    return posts.post(alert.id(), alert.url(), alert.body(), key);
  }

  @Override
  public void later(Alert alert, Duration pause) {
    queries.later(alert.id(), pause);
  }

  @Override
  public void giveUp(Alert alert) {
    queries.delete(alert.id());
  }

  @Override
  public void arrived(Alert alert) {
    queries.delete(alert.id());
  }
}
