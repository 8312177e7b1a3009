package io.orchagent;

import io.orchagent.platform.work.Loop;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * {@code orchagent migrate}: brings the database to this version and ends, with 0 when it is there.
 * Listens nowhere and does no other work, so it may run while servers are up.
 */
@Singleton
public final class Migration implements QuarkusApplication {
  static final String COMMAND = "migrate";

  /** Over what the environment says: it is the environment of a server. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "quarkus.flyway.migrate-at-start",
          "true",
          "quarkus.flyway.validate-at-start",
          "false",
          "quarkus.scheduler.enabled",
          "false",
          "quarkus.http.host-enabled",
          "false",
          "quarkus.management.host-enabled",
          "false",
          Loop.OFF,
          "true");

  static boolean isAsked(String... arguments) {
    return arguments.length > 0 && arguments[0].equals(COMMAND);
  }

  static void prepare() {
    SETTINGS.forEach(System::setProperty);
  }

  /** Called when the application has started, and that is when the database is migrated. */
  @Override
  public int run(String... arguments) {
    return 0;
  }
}
