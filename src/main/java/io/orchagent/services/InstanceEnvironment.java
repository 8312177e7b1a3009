package io.orchagent.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchagent.agents.Release;
import io.orchagent.calls.models.GivenSecrets;
import io.orchagent.platform.http.PublicUrl;
import io.orchagent.platform.ids.Tokens;
import io.orchagent.platform.redaction.SecretMask;
import io.orchagent.sandbox.egress.EgressPolicies;
import io.orchagent.services.runtime.InstanceLaunch;
import io.orchagent.services.runtime.ServicesConfig;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables that an instance finds. */
@Singleton
class InstanceEnvironment {
  private final ServiceVersions versions;
  private final PublicUrl gateway;
  private final EgressPolicies policies;
  private final ServicesConfig config;
  private final ObjectMapper json;

  InstanceEnvironment(
      ServiceVersions versions,
      PublicUrl gateway,
      EgressPolicies policies,
      ServicesConfig config,
      ObjectMapper json) {
    this.versions = versions;
    this.gateway = gateway;
    this.policies = policies;
    this.config = config;
    this.json = json;
  }

  /** Not a record: it would print the key. */
  static final class Made {
    private final String key;
    private final InstanceLaunch launch;

    private Made(String key, InstanceLaunch launch) {
      this.key = key;
      this.launch = launch;
    }

    /** With which the instance calls others; kept nowhere else. */
    String key() {
      return key;
    }

    InstanceLaunch launch() {
      return launch;
    }
  }

  Optional<Release> release(HostedService service) {
    return versions.of(service);
  }

  /**
   * What the platform says wins over secrets, and secrets over the service's own variables.
   *
   * @throws io.orchagent.platform.errors.ApiException MISSING_SECRETS, LLM_KEY_REQUIRED
   */
  Made of(HostedService service, Release release, String instance) {
    GivenSecrets.Opened secrets =
        versions.secrets(service.workspaceId(), release, service.settings().secretNames()).open();
    String key = Tokens.random(InstanceKeys.KIND);
    Map<String, String> environment = new HashMap<>(own(service));
    environment.putAll(secrets.environment());
    environment.putAll(given(service, release, instance));
    environment.put("ORCHAGENT_SERVICE_KEY", key);
    List<String> masked = new ArrayList<>(secrets.hidden());
    masked.add(key);
    return new Made(key, new InstanceLaunch(environment, SecretMask.of(masked)));
  }

  private Map<String, String> own(HostedService service) {
    Map<String, String> own = new HashMap<>();
    try {
      for (Map.Entry<String, JsonNode> variable :
          json.readTree(service.settings().env()).properties()) {
        own.put(variable.getKey(), variable.getValue().textValue());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was stored can be read", e);
    }
    return own;
  }

  private Map<String, String> given(HostedService service, Release release, String instance) {
    String port = Integer.toString(config.port());
    return Map.of(
        "PORT",
        port,
        "ORCHAGENT_HTTP_PORT",
        port,
        "ORCHAGENT_GATEWAY_URL",
        release.network() ? policies.gatewayUrl() : gateway.value(),
        "ORCHAGENT_AGENT",
        release.reference(),
        "ORCHAGENT_SERVICE_ID",
        service.id().toString(),
        "ORCHAGENT_SERVICE_NAME",
        service.name(),
        "ORCHAGENT_INSTANCE",
        instance);
  }
}
