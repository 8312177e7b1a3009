package io.orchagent.services;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchagent.platform.redis.Signals;
import io.orchagent.services.InstanceRows.Reached;
import io.orchagent.services.runtime.Endpoint;
import io.orchagent.services.runtime.ServiceTargets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the ingress asks for again and again. */
@ApplicationScoped
public class CachedTargets implements ServiceTargets {
  /** How long a change is missed where its signal was. */
  private static final Duration AGE = Duration.ofSeconds(1);

  private final InstanceRows instances;
  private final Cache<Name, Optional<Target>> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(AGE).build();

  CachedTargets(InstanceRows instances, Signals signals) {
    this.instances = instances;
    signals.onGap(known::invalidateAll);
  }

  /** Written out: a key on the way of each request. */
  private record Name(String org, String service) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Name name && org.equals(name.org) && service.equals(name.service);
    }

    @Override
    public int hashCode() {
      return 31 * org.hashCode() + service.hashCode();
    }
  }

  @Override
  public Optional<Target> find(String org, String service) {
    return known.get(new Name(org, service), this::load);
  }

  /** Waits for who is just reading it: what was read before the change does not stay. */
  void forget(String org, String service) {
    known.invalidate(new Name(org, service));
  }

  private Optional<Target> load(Name name) {
    List<Reached> rows = instances.reached(name.org(), name.service());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Reached first = rows.getFirst();
    boolean paused = first.desired().equals(HostedService.PAUSED);
    List<Endpoint> ready =
        paused
            ? List.of()
            : rows.stream()
                .map(Reached::endpoint)
                .filter(Objects::nonNull)
                .map(Endpoint::parse)
                .toList();
    return Optional.of(
        new Target(first.serviceId(), first.workspaceId(), first.requireKey(), paused, ready));
  }
}
