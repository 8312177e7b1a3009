package io.orchagent.services.local;

import io.orchagent.services.runtime.InstanceStatus;
import io.orchagent.services.runtime.ServiceRuntime;
import io.orchagent.services.runtime.ServiceSpec;
import io.orchagent.services.runtime.ServiceSupervision;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Services as sandboxes of this machine. */
@Singleton
public class LocalRuntime implements ServiceRuntime {
  private final Means means;
  private final ConcurrentHashMap<UUID, LocalService> services = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** What all services here share. */
  record Means(
      LocalStarts starts,
      LocalConfig config,
      Clock clock,
      Supplier<ServiceSupervision> supervision) {}

  @Inject
  LocalRuntime(LocalStarts starts, LocalConfig config, Instance<ServiceSupervision> supervision) {
    // Asked for late: it may know this runtime
    this(new Means(starts, config, Clock.systemUTC(), supervision::get));
  }

  LocalRuntime(Means means) {
    this.means = means;
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public boolean endsWithServer() {
    return true;
  }

  @Override
  public void apply(ServiceSpec spec) {
    if (!closed) {
      services.computeIfAbsent(spec.serviceId(), id -> new LocalService(means)).apply(spec);
    }
  }

  @Override
  public void remove(UUID serviceId) {
    LocalService service = services.get(serviceId);
    if (service != null) {
      service.close();
      services.remove(serviceId, service);
    }
  }

  @Override
  public List<InstanceStatus> instances(UUID serviceId) {
    LocalService service = services.get(serviceId);
    return service == null ? List.of() : service.instances();
  }

  @Override
  public Set<UUID> known() {
    return Set.copyOf(services.keySet());
  }

  /** While the database is still there to be told. */
  void stop(@Observes ShutdownEvent event) {
    stop();
  }

  void stop() {
    closed = true;
    List<Thread> ends = new ArrayList<>();
    for (UUID service : known()) {
      ends.add(Thread.ofVirtual().name("service-stop").start(() -> remove(service)));
    }
    try {
      for (Thread end : ends) {
        end.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
