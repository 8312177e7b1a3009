package io.orchagent.platform.outbound;

import io.orchagent.platform.outbound.AlertRows.Alert;
import java.time.Duration;
import java.util.List;

/**
 * Sends alerts, signed, each until somebody takes it with a 2xx or an hour has passed. It may
 * arrive twice: {@code X-Orchagent-Delivery} is the same both times.
 */
public abstract class AlertOutbox implements Redelivery.Outbox<Alert> {
  private final AlertRows rows;
  private final SigningSecrets secrets;
  private final SignedPosts posts;
  private final Redelivery<Alert> delivery = new Redelivery<>(this);

  protected AlertOutbox(AlertRows rows, SigningSecrets secrets, SignedPosts posts) {
    this.rows = rows;
    this.secrets = secrets;
    this.posts = posts;
  }

  /** Sends some that are due; how many that were. */
  public int deliver() {
    return delivery.deliver();
  }

  public void deliverAll() {
    delivery.deliverAll();
  }

  @Override
  public List<Alert> claim(int most, Duration lease) {
    return rows.claim(most, lease);
  }

  @Override
  public Redelivery.Progress progress(Alert alert) {
    return new Redelivery.Progress(alert.id(), alert.attempts(), alert.age());
  }

  @Override
  public String send(Alert alert) {
    byte[] key = secrets.open(alert.workspaceId(), alert.about(), alert.sealedSecret());
    return posts.post(alert.id(), alert.url(), alert.body(), key);
  }

  @Override
  public void later(Alert alert, Duration pause) {
    rows.later(alert.id(), pause);
  }

  @Override
  public void giveUp(Alert alert) {
    rows.delete(alert.id());
  }

  @Override
  public void arrived(Alert alert) {
    rows.delete(alert.id());
  }
}
