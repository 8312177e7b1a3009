package io.orchagent.schedules;

import io.orchagent.agents.Release;
import io.orchagent.platform.http.Page;
import io.orchagent.platform.http.PageRequest;
import io.orchagent.platform.http.PublicUrl;
import io.orchagent.platform.ids.Hashes;
import io.orchagent.platform.ids.Ids;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.security.Principal;
import io.orchagent.platform.tenancy.ChangeLog;
import io.orchagent.workspaces.Plans;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, changing, listing and deleting schedules. */
@ApplicationScoped
public class Schedules {
  private static final String WEBHOOK_PREFIX = "whs_";

  private final ScheduleQueries queries;
  private final ScheduleEvents events;
  private final ScheduleVersions versions;
  private final AlertSecrets secrets;
  private final Plans plans;
  private final PublicUrl address;
  private final ChangeLog changes;

  Schedules(
      ScheduleQueries queries,
      ScheduleEvents events,
      ScheduleVersions versions,
      AlertSecrets secrets,
      Plans plans,
      PublicUrl address,
      ChangeLog changes) {
    this.queries = queries;
    this.events = events;
    this.versions = versions;
    this.secrets = secrets;
    this.plans = plans;
    this.address = address;
    this.changes = changes;
  }

  /**
   * A schedule and when it is due next.
   *
   * @param next up to five instants; empty for a webhook
   */
  record Shown(ScheduleApi.View view, List<Instant> next) {}

  @Transactional
  Page<ScheduleApi.View> list(UUID workspace, ScheduleQueries.Filter filter, PageRequest page) {
    List<ScheduleApi.View> views =
        queries.list(workspace, filter, page).stream().map(ScheduleApi.View::of).toList();
    return Page.of(views, queries.count(workspace, filter), page);
  }

  @Transactional
  Shown get(UUID workspace, UUID id) {
    Schedule schedule = queries.find(workspace, id).orElseThrow(ScheduleErrors::notFound);
    return shown(schedule, ScheduleApi.View.of(schedule));
  }

  private Shown shown(Schedule schedule, ScheduleApi.View view) {
    Instant now = queries.now();
    return new Shown(
        view, Times.of(schedule).map(instants -> Times.preview(instants, now)).orElse(List.of()));
  }

  Shown create(Principal person, ScheduleApi.Create sent) {
    UUID workspace = person.workspaceId();
    // Its key is made in a transaction of its own
    secrets.prepare(workspace);
    return QuarkusTransaction.requiringNew().call(() -> insert(person, workspace, sent));
  }

  private Shown insert(Principal person, UUID workspace, ScheduleApi.Create sent) {
    UUID agent = Objects.requireNonNull(sent.agentId(), "checked");
    Release release = versions.chosen(workspace, agent, sent.agentVersion());
    boolean webhook = "webhook".equals(sent.type());
    String secret = webhook ? Tokens.random(WEBHOOK_PREFIX) : null;
    UUID id = Ids.newId();
    Schedule schedule =
        ScheduleDraft.of(id, workspace, person.userId(), release, sent, secret, queries.now());
    checkRoom(schedule, person);
    AlertSecrets.Made alerts = secrets.make(workspace, id);
    queries.insert(schedule, alerts.sealed());
    events.add(workspace, id, ScheduleEvents.CREATED, schedule.agent());
    note(schedule, "created", schedule.agent());
    return shown(
        schedule,
        ScheduleApi.View.of(schedule, secret == null ? null : url(id, secret), alerts.secret()));
  }

  /** Before anything that takes a place among the enabled cron schedules. */
  private void checkRoom(Schedule schedule, Principal person) {
    String plan = person.membership().plan();
    OptionalLong limit = plans.of(schedule.workspaceId(), plan).cronSchedules();
    if (schedule.cron() != null
        && schedule.enabled()
        && limit.isPresent()
        && queries.enabledExactly(schedule.workspaceId()) >= limit.getAsLong()) {
      throw ScheduleErrors.tooMany(limit.getAsLong(), plan);
    }
  }

  @Transactional
  Shown change(Principal person, UUID id, ScheduleApi.Patch patch) {
    UUID workspace = person.workspaceId();
    Schedule was = queries.lock(workspace, id).orElseThrow(ScheduleErrors::notFound);
    String version = patch.agentVersion().value();
    boolean enables = Boolean.TRUE.equals(patch.enabled().value()) && !was.enabled();
    Release release = version == null ? null : versions.other(was, version);
    if (enables && release == null && versions.of(was).isEmpty()) {
      throw ScheduleErrors.agentGone();
    }
    Schedule now = ScheduleDraft.changed(was, patch, release, queries.now());
    if (enables) {
      checkRoom(now, person);
    }
    queries.update(now);
    String fields = String.join(", ", ChangedFields.of(patch));
    if (!fields.isEmpty()) {
      events.add(workspace, id, ScheduleEvents.UPDATED, fields);
      note(now, "updated", fields);
    }
    if (now.enabled() != was.enabled()) {
      events.add(
          workspace, id, now.enabled() ? ScheduleEvents.ENABLED : ScheduleEvents.DISABLED, null);
    }
    return get(workspace, id);
  }

  @Transactional
  void delete(UUID workspace, UUID id) {
    if (!queries.delete(workspace, id)) {
      throw ScheduleErrors.notFound();
    }
    changes.record(workspace, "schedule.deleted", id.toString());
  }

  /** Another address: the one before opens nothing any more. */
  @Transactional
  ScheduleApi.View regenerate(UUID workspace, UUID id) {
    Schedule schedule = queries.lock(workspace, id).orElseThrow(ScheduleErrors::notFound);
    if (schedule.webhook() == null) {
      throw ScheduleErrors.noWebhook();
    }
    String secret = Tokens.random(WEBHOOK_PREFIX);
    queries.setWebhookSecret(workspace, id, Hashes.sha256(secret));
    events.add(workspace, id, ScheduleEvents.UPDATED, "webhook_url");
    note(schedule, "webhook_regenerated", schedule.agent());
    return ScheduleApi.View.of(schedule, url(id, secret), null);
  }

  /** Another secret to sign alerts with, from the next one on. */
  ScheduleApi.View rotateAlertSecret(UUID workspace, UUID id) {
    secrets.prepare(workspace);
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              Schedule schedule = queries.lock(workspace, id).orElseThrow(ScheduleErrors::notFound);
              AlertSecrets.Made made = secrets.make(workspace, id);
              queries.setAlertSecret(workspace, id, made.sealed());
              events.add(workspace, id, ScheduleEvents.UPDATED, "alert_signing_secret");
              note(schedule, "alert_secret_rotated", schedule.agent());
              return ScheduleApi.View.of(schedule, null, made.secret());
            });
  }

  /** Also of one that was deleted: its history is kept. */
  @Transactional
  Page<ScheduleApi.EventView> events(UUID workspace, UUID id, PageRequest page) {
    checkExisted(workspace, id);
    return Page.of(events.list(id, page), events.count(id), page);
  }

  @Transactional
  void checkExisted(UUID workspace, UUID id) {
    if (!queries.existed(workspace, id)) {
      throw ScheduleErrors.notFound();
    }
  }

  private void note(Schedule schedule, String action, @Nullable String what) {
    changes.record(schedule.workspaceId(), "schedule." + action, schedule.id() + ": " + what);
  }

  private String url(UUID id, String secret) {
    return address.value() + "/webhooks/" + id + "/" + secret;
  }
}
