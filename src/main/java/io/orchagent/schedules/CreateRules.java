package io.orchagent.schedules;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import jakarta.inject.Singleton;
import java.util.List;

/** What a new schedule may be; whether its expression can be read is told later. */
@Singleton
class CreateRules implements BodyRules<ScheduleApi.Create> {
  @Override
  public Class<ScheduleApi.Create> body() {
    return ScheduleApi.Create.class;
  }

  @Override
  public List<FieldError> problems(ScheduleApi.Create body) {
    ScheduleRules rules = new ScheduleRules();
    if (body.agentId() == null) {
      rules.problem("agent_id", "is required");
    }
    if (body.type() == null) {
      rules.problem("type", "is required: cron or webhook");
    }
    rules.word("type", body.type(), "cron", "webhook");
    boolean cron = "cron".equals(body.type());
    if (cron && body.cronExpression() == null) {
      rules.problem("cron_expression", "is required of a cron schedule");
    }
    if ("webhook".equals(body.type()) && body.cronExpression() != null) {
      rules.problem("cron_expression", "a webhook has none; leave it out");
    }
    if ("webhook".equals(body.type()) && body.overlapPolicy() != null) {
      rules.problem("overlap_policy", "is of cron schedules only; leave it out");
    }
    if (cron && body.signature() != null) {
      rules.problem("signature", "is of webhooks only; leave it out");
    }
    rules.word("overlap_policy", body.overlapPolicy(), "skip", "allow");
    rules.provider(body.provider());
    rules.version(body.agentVersion());
    rules.failures("max_consecutive_failures", body.maxConsecutiveFailures());
    rules.failures("alert_on_failure_count", body.alertOnFailureCount());
    rules.url(body.alertWebhookUrl());
    rules.input(body.inputData());
    rules.signature(body.signature());
    return rules.problems();
  }
}
