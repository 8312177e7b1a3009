package io.orchagent.schedules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.RequestContext;
import io.orchagent.platform.http.StrictJson;
import io.orchagent.platform.ids.Hashes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/** Requests to webhooks: who may start a run, and with which input. */
@ApplicationScoped
public class Webhooks {
  private final ScheduleQueries queries;
  private final WebhookRate rate;
  private final WebhookSignatures signatures;
  private final Triggers triggers;
  private final StrictJson json;

  Webhooks(
      ScheduleQueries queries,
      WebhookRate rate,
      WebhookSignatures signatures,
      Triggers triggers,
      StrictJson json) {
    this.queries = queries;
    this.rate = rate;
    this.signatures = signatures;
    this.triggers = triggers;
    this.json = json;
  }

  /**
   * The schedule that a secret opens.
   *
   * @throws io.orchagent.platform.errors.ApiException NOT_FOUND, FORBIDDEN for another secret,
   *     CONFLICT while it is disabled, RATE_LIMITED
   */
  Schedule open(UUID id, String secret) {
    Schedule schedule = queries.findWebhook(id).orElseThrow(ScheduleErrors::notFound);
    byte[] known = schedule.webhook() == null ? new byte[0] : schedule.webhook().secretHash();
    // Hashes are compared whole, so that the time tells nothing of the secret
    if (!MessageDigest.isEqual(known, Hashes.sha256(secret))) {
      throw ScheduleErrors.wrongSecret();
    }
    if (!schedule.enabled()) {
      throw ScheduleErrors.disabled();
    }
    rate.take(id);
    return schedule;
  }

  /** Runs it with what was received. */
  ScheduleApi.Triggered receive(
      Schedule schedule,
      byte[] sent,
      HttpHeaders headers,
      Triggers.Wish wish,
      RequestContext request) {
    if (sent.length > TriggerRequests.MOST_BYTES) {
      throw Errors.tooLarge("The body is larger than 1 MiB.");
    }
    signatures.check(schedule, sent, headers);
    ObjectNode received = object(sent);
    ObjectNode merged = json.object(schedule.input().getBytes(StandardCharsets.UTF_8));
    merged.setAll(received);
    return triggers.byWebhook(
        schedule,
        merged.toString().getBytes(StandardCharsets.UTF_8),
        received.toString().getBytes(StandardCharsets.UTF_8),
        wish,
        request);
  }

  private ObjectNode object(byte[] sent) {
    if (sent.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    JsonNode tree = json.tree(sent);
    return tree instanceof ObjectNode object
        ? object
        : JsonNodeFactory.instance.objectNode().set("data", tree);
  }
}
