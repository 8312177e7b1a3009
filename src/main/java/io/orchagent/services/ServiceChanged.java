package io.orchagent.services;

import java.util.UUID;

/**
 * A row of a service, or of one of its instances, was changed by the transaction under way.
 *
 * @param org slug of its workspace
 */
record ServiceChanged(UUID id, String org, String name) {
  static ServiceChanged of(HostedService service) {
    return new ServiceChanged(service.id(), service.org(), service.name());
  }
}
