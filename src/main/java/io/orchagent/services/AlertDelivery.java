package io.orchagent.services;

import io.orchagent.platform.outbound.AlertOutbox;
import io.orchagent.platform.outbound.SignedPosts;
import jakarta.inject.Singleton;

/** Sends alerts about services. */
@Singleton
class AlertDelivery extends AlertOutbox {
  AlertDelivery(AlertQueries queries, AlertSecrets secrets, SignedPosts posts) {
    super(queries, secrets, posts);
  }
}
