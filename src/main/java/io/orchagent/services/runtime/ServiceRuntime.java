package io.orchagent.services.runtime;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A place where instances of services run; which one is {@code orchagent.services.runtime}. */
public interface ServiceRuntime {
  /** As the configuration names it. */
  String name();

  /** Whether instances run in this server's own reach, and end with it. */
  boolean endsWithServer();

  /**
   * Makes the world match, and returns without waiting for it. Called again and again, also after a
   * crash of this server: what matches already is left alone. Another generation than what runs is
   * replaced, rolling: new ones ready first where {@link ServiceSpec#surge}, old ones then drained.
   *
   * <p>An instance whose end was answered with a pause is started when that is over; this does not
   * start it earlier, unless the generation is another one.
   */
  void apply(ServiceSpec spec);

  /** Nothing of the service runs when this returns; there may have been nothing. */
  void remove(UUID serviceId);

  /** What runs of the service, as this runtime sees it now. */
  List<InstanceStatus> instances(UUID serviceId);

  /** All services of which this runtime has something, also those that no row owns. */
  Set<UUID> known();
}
