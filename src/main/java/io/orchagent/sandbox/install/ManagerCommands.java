package io.orchagent.sandbox.install;

import io.orchagent.sandbox.egress.Relay;
import io.orchagent.sandbox.egress.SlotSockets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command lines of pip and npm inside the sandbox; what they print goes to standard error. */
final class ManagerCommands {
  private static final String SOCKET = Relay.FOLDER + "/egress/" + SlotSockets.SOCKET;
  private static final String OUT = ".orchagent-installed";
  private static final String NO_COMPILE = "--no-compile";

  private ManagerCommands() {}

  static String pip(PackageIndex index, List<String> flags) {
    List<String> words =
        new ArrayList<>(
            List.of("python3", "-m", "pip", "install", "--isolated", "--no-input", "--no-compile"));
    words.addAll(List.of("--disable-pip-version-check", "--no-cache-dir", "--progress-bar", "off"));
    words.addAll(List.of("--no-warn-script-location", "--retries", "1", "--timeout", "30"));
    words.addAll(List.of("--index-url", index.url()));
    if (index.isPlain()) {
      words.addAll(List.of("--trusted-host", index.authority()));
    }
    flags.stream().filter(flag -> !flag.equals(NO_COMPILE)).forEach(words::add);
    words.addAll(List.of("--target", OUT, "-r", PackageTool.PIP.list()));
    List<String> lines = new ArrayList<>();
    lines.add("exec 1>&2");
    lines.add("export TMPDIR=/home/user/.tmp PIP_CERT=\"${SSL_CERT_FILE-}\"");
    lines.add("mkdir -p .tmp " + OUT);
    lines.add(
        quoted(words)
            + " --proxy \"$HTTPS_PROXY\" ${SSL_CERT_FILE:+--cert \"$SSL_CERT_FILE\"} || exit 1");
    if (!flags.contains(NO_COMPILE)) {
      // The folder will be read-only, and its times are others: code checked by neither
      lines.add("python3 -m compileall -q --invalidation-mode unchecked-hash " + OUT + " || :");
    }
    lines.add(send(OUT));
    return String.join("\n", lines);
  }

  static String npm(PackageIndex index, List<String> flags) {
    List<String> words = new ArrayList<>(List.of("--no-audit", "--no-fund", "--no-bin-links"));
    words.addAll(List.of("--install-links", "--no-update-notifier", "--loglevel=error"));
    words.addAll(List.of("--replace-registry-host=always", "--fetch-retries=1", "--omit=dev"));
    words.addAll(List.of("--cache=/home/user/.npm", "--registry=" + index.url()));
    flags.stream().filter(flag -> !words.contains(flag)).forEach(words::add);
    List<String> lines = new ArrayList<>();
    lines.add("exec 1>&2");
    // npm has a proxy of its own, and what it starts shall not load ours
    lines.add("unset NODE_OPTIONS NODE_USE_ENV_PROXY");
    lines.add("how=install");
    lines.add("[ -e package-lock.json ] || [ -e npm-shrinkwrap.json ] && how=ci");
    lines.add("npm \"$how\" " + quoted(words) + " || exit 1");
    lines.add("mkdir -p node_modules");
    lines.add(send("node_modules"));
    return String.join("\n", lines);
  }

  private static String send(String folder) {
    String arguments = " " + SOCKET + " " + folder;
    return "if [ -e "
        + Relay.FOLDER
        + "/bin/python3 ]; then exec python3 -IS "
        + Relay.FOLDER
        + "/send.py"
        + arguments
        + "; else exec node "
        + Relay.FOLDER
        + "/send.js"
        + arguments
        + "; fi";
  }

  private static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
