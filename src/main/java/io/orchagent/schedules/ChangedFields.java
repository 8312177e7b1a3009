package io.orchagent.schedules;

import io.orchagent.platform.http.PatchField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of what a patch changes, for the log. */
final class ChangedFields {
  private ChangedFields() {}

  static List<String> of(ScheduleApi.Patch patch) {
    Map<String, PatchField<?>> all = new LinkedHashMap<>();
    all.put("cron_expression", patch.cronExpression());
    all.put("timezone", patch.timezone());
    all.put("input_data", patch.inputData());
    all.put("provider", patch.provider());
    all.put("pin_version", patch.pinVersion());
    all.put("agent_version", patch.agentVersion());
    all.put("max_consecutive_failures", patch.maxConsecutiveFailures());
    all.put("alert_webhook_url", patch.alertWebhookUrl());
    all.put("alert_on_failure_count", patch.alertOnFailureCount());
    all.put("enabled", patch.enabled());
    all.put("overlap_policy", patch.overlapPolicy());
    all.put("signature", patch.signature());
    return all.entrySet().stream()
        .filter(field -> field.getValue().present())
        .map(Map.Entry::getKey)
        .toList();
  }
}
