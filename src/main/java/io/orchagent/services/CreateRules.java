package io.orchagent.services;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import jakarta.inject.Singleton;
import java.util.List;

/** What a new service may be. */
@Singleton
class CreateRules implements BodyRules<ServiceApi.Create> {
  @Override
  public Class<ServiceApi.Create> body() {
    return ServiceApi.Create.class;
  }

  @Override
  public List<FieldError> problems(ServiceApi.Create body) {
    ServiceRules rules = new ServiceRules();
    if (body.agentId() == null) {
      rules.problem("agent_id", "is required");
    }
    rules.name(body.name());
    rules.instances("min_instances", body.minInstances());
    rules.instances("max_instances", body.maxInstances());
    rules.env(body.env());
    rules.secretNames(body.secretNames());
    rules.command(body.command(), body.args());
    rules.failures(body.maxRestartFailures());
    rules.alertUrl(body.alertWebhookUrl());
    return rules.problems();
  }
}
