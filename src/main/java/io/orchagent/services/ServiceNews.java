package io.orchagent.services;

import io.orchagent.platform.tenancy.ChangeLog;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Tells of a change, in its transaction: the service's events, the audit log, the owner's loop. */
@Singleton
class ServiceNews {
  private final ServiceEvents events;
  private final ChangeLog changes;
  private final Event<ServiceChanged> changed;

  ServiceNews(ServiceEvents events, ChangeLog changes, Event<ServiceChanged> changed) {
    this.events = events;
    this.changes = changes;
    this.changed = changed;
  }

  /** Something that a person did, or had done. */
  void audited(HostedService service, String event, @Nullable String message) {
    happened(service, event, message);
    changes.record(
        service.workspaceId(),
        "service." + event,
        service.name() + (message == null ? "" : ": " + message));
  }

  /** Something that is no event of the service. */
  void noted(HostedService service, String action, @Nullable String message) {
    changes.record(
        service.workspaceId(),
        "service." + action,
        service.name() + (message == null ? "" : ": " + message));
  }

  /** Something that happened by itself. */
  void happened(HostedService service, String event, @Nullable String message) {
    events.add(service.workspaceId(), service.id(), event, message);
    wake(service);
  }

  /** The row changed, of which nobody is told. */
  void wake(HostedService service) {
    changed.fire(ServiceChanged.of(service));
  }
}
