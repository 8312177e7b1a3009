package io.orchagent.services;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import io.orchagent.platform.http.PatchField;
import jakarta.inject.Singleton;
import java.util.List;

/** What may be changed to what. */
@Singleton
class PatchRules implements BodyRules<ServiceApi.Patch> {
  @Override
  public Class<ServiceApi.Patch> body() {
    return ServiceApi.Patch.class;
  }

  @Override
  public List<FieldError> problems(ServiceApi.Patch body) {
    ServiceRules rules = new ServiceRules();
    notNull(rules, "env", body.env());
    notNull(rules, "secret_names", body.secretNames());
    notNull(rules, "min_instances", body.minInstances());
    notNull(rules, "max_instances", body.maxInstances());
    notNull(rules, "auto_update", body.autoUpdate());
    notNull(rules, "max_restart_failures", body.maxRestartFailures());
    notNull(rules, "require_key", body.requireKey());
    rules.env(body.env().value());
    rules.secretNames(body.secretNames().value());
    rules.instances("min_instances", body.minInstances().value());
    rules.instances("max_instances", body.maxInstances().value());
    rules.failures(body.maxRestartFailures().value());
    rules.alertUrl(body.alertWebhookUrl().value());
    return rules.problems();
  }

  private static void notNull(ServiceRules rules, String field, PatchField<?> sent) {
    if (sent.present() && sent.value() == null) {
      rules.problem(field, "must not be null; leave it out to keep it");
    }
  }
}
