package io.orchagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What an operator has to do when a sandbox does not start: the kernel's switches are looked at.
 */
final class HostAdvice {

  private HostAdvice() {}

  static String of(String failure) {
    return failure.strip() + ". " + advice(failure);
  }

  private static String advice(String failure) {
    if (is("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1")) {
      return "AppArmor forbids user namespaces: sysctl -w"
          + " kernel.apparmor_restrict_unprivileged_userns=0";
    }
    if (is("/proc/sys/kernel/unprivileged_userns_clone", "0")) {
      return "User namespaces are off: sysctl -w kernel.unprivileged_userns_clone=1";
    }
    if (is("/proc/sys/user/max_user_namespaces", "0")) {
      return "User namespaces are off: sysctl -w user.max_user_namespaces=10000";
    }
    if (failure.contains("proc")) {
      return "In a container, run it with: --security-opt systempaths=unconfined"
          + " --security-opt seccomp=unconfined --security-opt apparmor=unconfined";
    }
    return "User namespaces must be allowed; in a container, run it with: --security-opt"
        + " seccomp=unconfined --security-opt apparmor=unconfined --security-opt"
        + " systempaths=unconfined. The sandbox's folder must be one that everybody may enter"
        + " (orchagent.sandbox.work-directory)";
  }

  private static boolean is(String file, String value) {
    try {
      return Files.readString(Path.of(file)).strip().equals(value);
    } catch (IOException e) {
      return false;
    }
  }
}
