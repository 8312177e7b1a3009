package io.orchagent.platform.embedded;

import java.util.Locale;

/** The operating system and processor, as the names of the bundled binaries spell them. */
enum Platform {
  LINUX_AMD64("postgres-linux-x86_64.txz", "redis-server-7.0.15-linux-amd64"),
  LINUX_ARM64("postgres-linux-arm_64.txz", "redis-server-7.0.15-linux-arm64"),
  MAC_AMD64("postgres-darwin-x86_64.txz", "redis-server-7.0.15-darwin-amd64"),
  MAC_ARM64("postgres-darwin-arm_64.txz", "redis-server-7.0.15-darwin-arm64");

  private final String postgresArchive;
  private final String redisBinary;

  Platform(String postgresArchive, String redisBinary) {
    this.postgresArchive = postgresArchive;
    this.redisBinary = redisBinary;
  }

  static Platform current() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean arm = processor.equals("aarch64") || processor.equals("arm64");
    boolean intel = processor.equals("amd64") || processor.equals("x86_64");
    if (system.equals("linux") && (arm || intel)) {
      return arm ? LINUX_ARM64 : LINUX_AMD64;
    }
    if (system.startsWith("mac") && (arm || intel)) {
      return arm ? MAC_ARM64 : MAC_AMD64;
    }
    throw new EmbeddedException(
        "no PostgreSQL and Redis are bundled for "
            + system
            + " on "
            + processor
            + ": set QUARKUS_DATASOURCE_JDBC_URL and QUARKUS_REDIS_HOSTS to servers of your own");
  }

  String postgresArchive() {
    return postgresArchive;
  }

  String redisBinary() {
    return redisBinary;
  }
}
