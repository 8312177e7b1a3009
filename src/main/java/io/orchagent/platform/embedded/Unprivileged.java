package io.orchagent.platform.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How PostgreSQL, which refuses to run as root, runs where we are root: in a user namespace without
 * a mapping it takes itself for nobody, while the files stay root's own. Where namespaces are not
 * to be had (most containers) it runs as the real nobody, who then owns its folder.
 */
record Unprivileged(List<String> prefix) {
  private static final String NOBODY = "65534";
  private static final List<String> NAMESPACE = List.of("unshare", "--user");
  private static final List<String> NOBODY_USER =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

  Unprivileged {
    prefix = List.copyOf(prefix);
  }

  static Unprivileged choose(Home home) {
    if (!"root".equals(System.getProperty("user.name"))) {
      return new Unprivileged(List.of());
    }
    if (succeeds(NAMESPACE, List.of("true"))) {
      return new Unprivileged(NAMESPACE);
    }
    String folder = home.folder("postgres").toString();
    if (succeeds(NOBODY_USER, List.of("true"))
        && succeeds(List.of("chown"), List.of("-R", NOBODY + ":" + NOBODY, folder))) {
      home.letPass();
      return new Unprivileged(NOBODY_USER);
    }
    throw new EmbeddedException(
        "PostgreSQL does not run as root, and neither unshare nor setpriv works here:"
            + " start as another user, or set QUARKUS_DATASOURCE_JDBC_URL");
  }

  private static boolean succeeds(List<String> prefix, List<String> command) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(command);
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
