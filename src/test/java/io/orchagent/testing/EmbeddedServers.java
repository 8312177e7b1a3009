package io.orchagent.testing;

import io.orchagent.platform.embedded.Durability;
import io.orchagent.platform.embedded.Home;
import io.orchagent.platform.embedded.LocalServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Real PostgreSQL and Redis for the tests of one JVM, started by the first that needs them and
 * stopped when the JVM ends. They are fresh each time; {@code -Dorchagent.test.durability=KEPT}
 * gives them the settings of a real home.
 */
public final class EmbeddedServers implements QuarkusTestResourceLifecycleManager {
  private static final String CONFIGURATION = "orchagent.test.servers";

  @Override
  public Map<String, String> start() {
    Map<String, String> all = new HashMap<>(TestSettings.ALL);
    all.putAll(configuration());
    return all;
  }

  /**
   * Their addresses and passwords. Kept as text in the system properties: Quarkus loads this class
   * more than once, and libraries cannot bear anything but text there.
   */
  public static Map<String, String> configuration() {
    synchronized (Runtime.getRuntime()) {
      String known = System.getProperty(CONFIGURATION);
      if (known != null) {
        return decode(known);
      }
      Map<String, String> started = startServers();
      System.setProperty(CONFIGURATION, encode(started));
      return started;
    }
  }

  private static String encode(Map<String, String> configuration) {
    return configuration.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, String> decode(String text) {
    return text.lines()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static Map<String, String> startServers() {
    try {
      Path root = Files.createDirectories(Path.of("target", "embedded"));
      Path binaries = Files.createDirectories(root.resolve("bin"));
      Home home = Home.at(Files.createTempDirectory(root, "home-"));
      Durability durability =
          Durability.valueOf(System.getProperty("orchagent.test.durability", "THROWN_AWAY"));
      LocalServers servers = LocalServers.startBoth(home, binaries.toAbsolutePath(), durability);
      Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
      Map<String, String> configuration = new HashMap<>(servers.configuration());
      configuration.put("orchagent.crypto.master-key", newMasterKey());
      configuration.put("orchagent.registration", "open");
      configuration.putAll(TestModel.configuration());
      configuration.putAll(TestStripe.configuration());
      return Map.copyOf(configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String newMasterKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  @Override
  public void stop() {
    // The next test class, or the next profile, uses them again.
  }
}
