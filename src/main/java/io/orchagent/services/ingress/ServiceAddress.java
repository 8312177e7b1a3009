package io.orchagent.services.ingress;

/**
 * Which service a request means, and what of it.
 *
 * @param org slug of its workspace
 * @param service its name
 * @param prefix what stood before the service's own path: {@code /s/ORG/SERVICE}, or nothing where
 *     it has a host of its own
 * @param target path and query as the service gets them; empty where the slash after the name is
 *     missing
 */
record ServiceAddress(String org, String service, String prefix, String target) {
  /** Whether the host also has other things under other paths. */
  boolean sharesOrigin() {
    return !prefix.isEmpty();
  }

  /** Whether it asks for the platform's own word on the service. */
  boolean isHealth() {
    return target.equals("/health") || target.startsWith("/health?");
  }
}
