package io.orchagent.schedules;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import io.orchagent.platform.http.PatchField;
import jakarta.inject.Singleton;
import java.util.List;

/** What may be changed to what. */
@Singleton
class PatchRules implements BodyRules<ScheduleApi.Patch> {
  @Override
  public Class<ScheduleApi.Patch> body() {
    return ScheduleApi.Patch.class;
  }

  @Override
  public List<FieldError> problems(ScheduleApi.Patch body) {
    ScheduleRules rules = new ScheduleRules();
    notNull(rules, "cron_expression", body.cronExpression());
    notNull(rules, "timezone", body.timezone());
    notNull(rules, "pin_version", body.pinVersion());
    notNull(rules, "agent_version", body.agentVersion());
    notNull(rules, "max_consecutive_failures", body.maxConsecutiveFailures());
    notNull(rules, "alert_on_failure_count", body.alertOnFailureCount());
    notNull(rules, "enabled", body.enabled());
    notNull(rules, "overlap_policy", body.overlapPolicy());
    rules.word("overlap_policy", body.overlapPolicy().value(), "skip", "allow");
    rules.provider(body.provider().value());
    rules.version(body.agentVersion().value());
    rules.failures("max_consecutive_failures", body.maxConsecutiveFailures().value());
    rules.failures("alert_on_failure_count", body.alertOnFailureCount().value());
    rules.url(body.alertWebhookUrl().value());
    rules.input(body.inputData().value());
    rules.signature(body.signature().value());
    return rules.problems();
  }

  private static void notNull(ScheduleRules rules, String field, PatchField<?> sent) {
    if (sent.present() && sent.value() == null) {
      rules.problem(field, "must not be null; leave it out to keep it");
    }
  }
}
