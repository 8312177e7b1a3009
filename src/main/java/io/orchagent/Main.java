package io.orchagent;

import io.orchagent.platform.embedded.EmbeddedException;
import io.orchagent.platform.embedded.OneMachine;
import io.orchagent.platform.embedded.StartSettings;
import io.orchagent.sandbox.NativeLaunches;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the servers that nobody configured, then the application. */
@QuarkusMain
public final class Main {
  /** True in the native binary; a constant there, so that nothing embedded gets into it. */
  private static final boolean NATIVE =
      System.getProperty("org.graalvm.nativeimage.imagecode") != null;

  Main() {}

  public static void main(String... arguments) {
    // Sockets that virtual threads wait for are watched by threads of their own: one that became
    // ready wakes who waits for it, and not first another virtual thread that looks for it
    if (System.getProperty("jdk.pollerMode") == null) {
      System.setProperty("jdk.pollerMode", "1");
    }
    if (NATIVE) {
      // First of all: reading the environment is what settles it
      NativeLaunches.choose();
    }
    try {
      run(StartSettings.read(), arguments);
    } catch (EmbeddedException e) {
      System.err.println("orchagent cannot start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(StartSettings settings, String... arguments) {
    if (Migration.isAsked(arguments)) {
      settings.requireServers();
      Migration.prepare();
      Quarkus.run(Migration.class, arguments);
      return;
    }
    settings.chooseManagementPort();
    if (NATIVE || settings.hasServers()) {
      settings.requireServers();
      Quarkus.run(arguments);
      return;
    }
    OneMachine machine = OneMachine.start(settings);
    Quarkus.run(null, machine::exit, arguments);
  }
}
