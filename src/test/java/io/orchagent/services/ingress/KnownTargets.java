package io.orchagent.services.ingress;

import io.orchagent.services.runtime.Endpoint;
import io.orchagent.services.runtime.ServiceTargets.Target;
import io.orchagent.testing.RawService;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Services whose instances are a test's own. */
@Singleton
class KnownTargets {
  private final Map<String, Target> known = new ConcurrentHashMap<>();

  Optional<Target> find(String org, String service) {
    return Optional.ofNullable(known.get(org + "/" + service));
  }

  /** Reached at {@code org/service}. */
  void put(String org, String service, RawService... instances) {
    List<Endpoint> ready =
        Arrays.stream(instances).<Endpoint>map(one -> new Endpoint.UnixSocket(one.path())).toList();
    put(org, service, new Target(UUID.randomUUID(), UUID.randomUUID(), false, false, ready));
  }

  void put(String org, String service, Target target) {
    known.put(org + "/" + service, target);
  }
}
