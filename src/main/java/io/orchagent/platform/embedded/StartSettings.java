package io.orchagent.platform.embedded;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be known before the application starts, read from the same places that it will read:
 * environment, system properties, {@code .env}, {@code config/application.properties}.
 */
public final class StartSettings {
  private static final int USUAL_MANAGEMENT_PORT = 9000;

  private final SmallRyeConfig config;

  private StartSettings(SmallRyeConfig config) {
    this.config = config;
  }

  public static StartSettings read() {
    return new StartSettings(ConfigUtils.configBuilder().build());
  }

  /** Whether nothing has to be brought along, or nothing may be. */
  public boolean hasServers() {
    return !embeddedEnabled() || !needed().any();
  }

  /** Says what is missing in words, before the framework does with a stack trace. */
  public void requireServers() {
    LocalServers.Needed missing = needed();
    if (missing.postgres()) {
      throw new EmbeddedException(
          "no PostgreSQL is configured: set QUARKUS_DATASOURCE_JDBC_URL"
              + " (jdbc:postgresql://host:5432/database), QUARKUS_DATASOURCE_USERNAME and"
              + " QUARKUS_DATASOURCE_PASSWORD");
    }
    if (missing.redis()) {
      throw new EmbeddedException(
          "no Redis is configured: set QUARKUS_REDIS_HOSTS (redis://:password@host:6379)");
    }
  }

  /**
   * The management port is 9000 unless configured, but a second server on the same machine has to
   * get along without being told: it takes any free one.
   */
  public void chooseManagementPort() {
    if (value("quarkus.management.port").isEmpty()) {
      int port =
          Loopback.isFree(USUAL_MANAGEMENT_PORT) ? USUAL_MANAGEMENT_PORT : Loopback.freePort();
      System.setProperty("quarkus.management.port", Integer.toString(port));
    }
  }

  LocalServers.Needed needed() {
    return new LocalServers.Needed(
        value("quarkus.datasource.jdbc.url").isEmpty(),
        value("quarkus.redis.hosts").isEmpty()
            && value("quarkus.redis.hosts-provider-name").isEmpty());
  }

  Path home() {
    return Path.of(value("orchagent.home").orElse(".orchagent"));
  }

  /** A server with a generated key is for this machine only, unless somebody says otherwise. */
  Map<String, String> addresses() {
    Map<String, String> chosen = new java.util.HashMap<>();
    for (String key : new String[] {"quarkus.http.host", "quarkus.management.host"}) {
      if (value(key).isEmpty()) {
        chosen.put(key, Loopback.ADDRESS);
      }
    }
    if (value("quarkus.http.port").filter("0"::equals).isPresent()) {
      // The credentials file names the port, so it has to be known before the server listens.
      chosen.put("quarkus.http.port", Integer.toString(Loopback.freePort()));
    }
    return chosen;
  }

  boolean hasMasterKey() {
    return value("orchagent.crypto.master-key").isPresent()
        || value("orchagent.crypto.master-key-file").isPresent();
  }

  private boolean embeddedEnabled() {
    return config.getOptionalValue("orchagent.embedded.enabled", Boolean.class).orElse(true);
  }

  private Optional<String> value(String key) {
    return config.getOptionalValue(key, String.class).filter(text -> !text.isBlank());
  }
}
