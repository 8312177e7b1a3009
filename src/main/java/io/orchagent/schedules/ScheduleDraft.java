package io.orchagent.schedules;

import io.orchagent.agents.Release;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.PatchField;
import io.orchagent.platform.ids.Hashes;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schedules as they will be: from what was sent, and from what there is and what changes of it. */
final class ScheduleDraft {
  private static final int FAILURES_DISABLE = 10;
  private static final int FAILURES_WARN = 3;

  private ScheduleDraft() {}

  /** A new one. */
  static Schedule of(
      UUID id,
      UUID workspace,
      UUID person,
      Release release,
      ScheduleApi.Create sent,
      @Nullable String webhookSecret,
      Instant now) {
    boolean enabled = or(sent.enabled(), true);
    String zone = or(sent.timezone(), "UTC");
    Times.zone(zone);
    Schedule.Cron cron =
        webhookSecret != null
            ? null
            : new Schedule.Cron(
                String.valueOf(sent.cronExpression()), or(sent.overlapPolicy(), "skip"));
    Instant next =
        cron == null ? null : Times.first(Times.read(cron.expression(), zone), enabled, now);
    return new Schedule(
        id,
        workspace,
        release.id(),
        release.org(),
        release.name(),
        release.version(),
        or(sent.pinVersion(), false),
        cron,
        zone,
        sent.inputData() == null ? "{}" : sent.inputData().toString(),
        sent.provider(),
        enabled,
        webhookSecret == null
            ? null
            : new Schedule.Webhook(Hashes.sha256(webhookSecret), signature(sent.signature())),
        new Schedule.Alerting(
            sent.alertWebhookUrl(),
            or(sent.alertOnFailureCount(), FAILURES_WARN),
            or(sent.maxConsecutiveFailures(), FAILURES_DISABLE)),
        new Schedule.State(0, null, null, null, next, 0),
        person,
        now,
        now);
  }

  private static <T> T or(@Nullable T sent, T fallback) {
    return sent == null ? fallback : sent;
  }

  private static Schedule.@Nullable Signature signature(ScheduleApi.@Nullable Signature sent) {
    return sent == null
        ? null
        : new Schedule.Signature(
            String.valueOf(sent.provider()), String.valueOf(sent.secretName()));
  }

  /**
   * What becomes of one.
   *
   * @param release the version that it runs from now on; null for the same
   */
  static Schedule changed(
      Schedule was, ScheduleApi.Patch patch, @Nullable Release release, Instant now) {
    boolean enabled = given(patch.enabled(), was.enabled());
    boolean enables = enabled && !was.enabled();
    String zone = given(patch.timezone(), was.timezone());
    Times.zone(zone);
    Schedule.Cron cron = cron(was, patch);
    return new Schedule(
        was.id(),
        was.workspaceId(),
        release == null ? was.agentId() : release.id(),
        was.agentOrg(),
        was.agentName(),
        release == null ? was.agentVersion() : release.version(),
        given(patch.pinVersion(), was.pinVersion()),
        cron,
        zone,
        patch.inputData().present()
            ? Objects.toString(patch.inputData().value(), "{}")
            : was.input(),
        patch.provider().present() ? patch.provider().value() : was.provider(),
        enabled,
        webhook(was, patch),
        new Schedule.Alerting(
            patch.alertWebhookUrl().present()
                ? patch.alertWebhookUrl().value()
                : was.alerting().url(),
            given(patch.alertOnFailureCount(), was.alerting().onFailures()),
            given(patch.maxConsecutiveFailures(), was.alerting().maxFailures())),
        new Schedule.State(
            enables ? 0 : was.state().failures(),
            enables ? null : was.state().autoDisabledAt(),
            was.state().lastRunAt(),
            was.state().lastRunStatus(),
            next(was, cron, zone, enabled, now),
            was.state().totalRuns()),
        was.createdBy(),
        was.createdAt(),
        now);
  }

  private static Schedule.@Nullable Cron cron(Schedule was, ScheduleApi.Patch patch) {
    if (was.cron() == null) {
      if (patch.cronExpression().present() || patch.overlapPolicy().present()) {
        throw Errors.invalidField(
            patch.cronExpression().present() ? "cron_expression" : "overlap_policy",
            "a webhook has none; leave it out");
      }
      return null;
    }
    return new Schedule.Cron(
        given(patch.cronExpression(), was.cron().expression()),
        given(patch.overlapPolicy(), was.cron().overlap()));
  }

  private static Schedule.@Nullable Webhook webhook(Schedule was, ScheduleApi.Patch patch) {
    if (was.webhook() == null) {
      if (patch.signature().value() != null) {
        throw Errors.invalidField("signature", "is of webhooks only; leave it out");
      }
      return null;
    }
    return patch.signature().present()
        ? new Schedule.Webhook(was.webhook().secretHash(), signature(patch.signature().value()))
        : was.webhook();
  }

  /** What is due stays due while nothing of when it is due changes. */
  private static @Nullable Instant next(
      Schedule was, Schedule.@Nullable Cron cron, String zone, boolean enabled, Instant now) {
    if (cron == null) {
      return null;
    }
    boolean same =
        was.cron() != null
            && was.cron().expression().equals(cron.expression())
            && was.timezone().equals(zone);
    if (same && was.state().nextRunAt() != null && enabled) {
      return was.state().nextRunAt();
    }
    return Times.first(Times.read(cron.expression(), zone), enabled, now);
  }

  private static <T> T given(PatchField<T> sent, T was) {
    T value = sent.value();
    return value == null ? was : value;
  }
}
