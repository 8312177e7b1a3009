package io.orchagent.platform.embedded;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The servers and files that a start without configured servers brings along. */
public final class OneMachine {
  private static final String MASTER_KEY = "master-key";
  private static final int MASTER_KEY_BYTES = 32;

  /** Longer than the application's own grace period: its last writes need the servers. */
  private static final Duration SHUTDOWN_LIMIT = Duration.ofMinutes(2);

  private final CountDownLatch applicationEnded = new CountDownLatch(1);
  private final HomeLock lock;
  private final LocalServers servers;

  private OneMachine(HomeLock lock, LocalServers servers) {
    this.lock = lock;
    this.servers = servers;
  }

  /**
   * Starts what is missing and configures the application with it by system properties. These
   * outlive a live reload, which therefore finds its servers configured and does not come here.
   */
  public static OneMachine start(StartSettings settings) {
    Home home = Home.at(settings.home());
    HomeLock lock = HomeLock.acquire(home);
    LocalServers servers =
        LocalServers.start(home, home.folder("bin"), Durability.KEPT, settings.needed());
    OneMachine machine = new OneMachine(lock, servers);
    Runtime.getRuntime().addShutdownHook(new Thread(machine::stopAfterApplication, "servers-stop"));
    configure(settings.addresses());
    configure(servers.configuration());
    if (!settings.hasMasterKey()) {
      configure(Map.of("orchagent.crypto.master-key-file", masterKeyFile(home).toString()));
    }
    configure(Map.of("orchagent.embedded.active-home", home.directory().toString()));
    return machine;
  }

  private static Path masterKeyFile(Home home) {
    Path file = home.file(MASTER_KEY);
    if (!Files.exists(file)) {
      byte[] key = new byte[MASTER_KEY_BYTES];
      new SecureRandom().nextBytes(key);
      home.writePrivate(MASTER_KEY, Base64.getEncoder().encodeToString(key) + "\n");
    }
    return file;
  }

  private static void configure(Map<String, String> values) {
    values.forEach(System::setProperty);
  }

  /**
   * To be called when the application is down, whatever the reason. In dev mode that may be a live
   * reload, so the end of the JVM is left to dev mode. (Only now can it be told apart: the mode is
   * not known before the application has started.)
   */
  public void exit(int code, @Nullable Throwable failure) {
    if (LaunchMode.current().isDev()) {
      ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
      return;
    }
    if (failure != null) {
      report(failure);
    }
    applicationEnded.countDown();
    System.exit(code);
  }

  private static void report(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EmbeddedException
          || cause instanceof ConfigurationException
          || cause instanceof ConfigValidationException) {
        System.err.println("orchagent cannot start: " + cause.getMessage());
        return;
      }
    }
    failure.printStackTrace();
  }

  private void stopAfterApplication() {
    if (LaunchMode.current().isDev()) {
      // After a reload nobody here knows when the application has ended. The servers' guards stop
      // them when this JVM is gone.
      return;
    }
    try {
      if (!applicationEnded.await(SHUTDOWN_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("the application did not end in time; stopping its servers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    servers.close();
    lock.release();
  }
}
