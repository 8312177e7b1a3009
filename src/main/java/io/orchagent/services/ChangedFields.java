package io.orchagent.services;

import io.orchagent.platform.http.PatchField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of what a patch changes, for the log. */
final class ChangedFields {
  private ChangedFields() {}

  static List<String> of(ServiceApi.Patch patch) {
    Map<String, PatchField<?>> all = new LinkedHashMap<>();
    all.put("env", patch.env());
    all.put("secret_names", patch.secretNames());
    all.put("min_instances", patch.minInstances());
    all.put("max_instances", patch.maxInstances());
    all.put("auto_update", patch.autoUpdate());
    all.put("max_restart_failures", patch.maxRestartFailures());
    all.put("require_key", patch.requireKey());
    all.put("alert_webhook_url", patch.alertWebhookUrl());
    return all.entrySet().stream()
        .filter(field -> field.getValue().present())
        .map(Map.Entry::getKey)
        .toList();
  }
}
