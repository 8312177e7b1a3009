package io.orchagent.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The shell text that prepares a run inside the sandbox. The part in {@link #LAUNCH} is the first
 * process there; it says {@code ready} and then reads the rest of its text, which is made for the
 * one run, from standard input: so neither secrets nor commands are in an argument list or a file
 * of the host, and a launch whose server died before it could be tied to it ends at the end of its
 * input. Bundle, uploads and the program's own input follow in the same stream.
 */
final class LaunchScript {

  static final String LAUNCH =
      """
      umask 022
      printf 'ready\\n'
      IFS= read -r end || exit 1
      script=
      while IFS= read -r line && [ "$line" != "$end" ]; do
        script="$script$line
      "
      done
      [ "$line" = "$end" ] || exit 1
      line=
      eval "$script"
      """;

  private static final int BLOCK = 512;

  private final String home;
  private final String uploads;
  private final String path;
  private final SandboxSettings.Limits limits;
  private final boolean limitsProcesses;

  LaunchScript(
      String home,
      String uploads,
      String path,
      SandboxSettings.Limits limits,
      boolean limitsProcesses) {
    this.home = home;
    this.uploads = uploads;
    this.path = path;
    this.limits = limits;
    this.limitsProcesses = limitsProcesses;
  }

  /** The text for one run; the streams named in it follow in the order of the parameters. */
  String text(SandboxSpec spec, String mark, long bundleBytes, List<Long> uploadSizes) {
    List<String> lines = new ArrayList<>();
    lines.add("fail() { printf '%s\\n' \"$1\" >&2; exit 1; }");
    lines.add("cd " + ShellText.quote(home) + " || exit 1");
    if (bundleBytes > 0) {
      lines.add("head -c " + bundleBytes + " | tar -xmf - || fail 'the bundle does not fit'");
    }
    if (!uploadSizes.isEmpty()) {
      lines.add("mkdir -p " + ShellText.quote(uploads) + " || exit 1");
      for (int i = 0; i < uploadSizes.size(); i++) {
        String file = ShellText.quote(uploads + "/" + spec.uploads().get(i).name());
        lines.add(
            "head -c " + uploadSizes.get(i) + " >" + file + " || fail 'an upload does not fit'");
      }
      lines.add("chmod -R a-w " + ShellText.quote(uploads));
    }
    addLimits(lines);
    lines.add("printf 'start\\n'");
    lines.add("(");
    lines.add("unset PWD OLDPWD SHLVL");
    environment(spec)
        .forEach((name, value) -> lines.add("export " + name + "=" + ShellText.quote(value)));
    lines.add("exec " + ShellText.quote(command(spec.program())));
    lines.add(")");
    lines.add("code=$?");
    lines.add("exec </dev/null");
    lines.add("printf '%s %d\\n' " + mark + " $code");
    lines.add("printf '%s' " + mark + " >&2");
    // The server ends the whole tree now: an exit of our own could overtake the last output
    lines.add("exec sleep 60");
    return String.join("\n", lines) + "\n";
  }

  private void addLimits(List<String> lines) {
    // The kernel asks first (SIGXCPU) and kills at the hard limit
    lines.add("ulimit -S -t " + limits.cpuTime().toSeconds() + " || exit 1");
    lines.add("ulimit -H -t " + (limits.cpuTime().toSeconds() + 1) + " || exit 1");
    lines.add("ulimit -c 0 || exit 1");
    lines.add("ulimit -n " + limits.openFiles() + " || exit 1");
    lines.add("ulimit -f " + Math.ceilDiv(limits.fileSize(), BLOCK) + " || exit 1");
    if (limitsProcesses) {
      // dash calls it -p, others -u
      int most = limits.processes();
      lines.add("ulimit -u " + most + " 2>/dev/null || ulimit -p " + most + " || exit 1");
    }
  }

  private Map<String, String> environment(SandboxSpec spec) {
    Map<String, String> environment = new TreeMap<>(spec.environment());
    environment.put("HOME", home);
    environment.put("PATH", path);
    environment.put("LANG", "C.UTF-8");
    environment.put("TZ", "UTC");
    return environment;
  }

  private static List<String> command(Program program) {
    return switch (program) {
      case Program.Script script -> {
        String file = script.entrypoint();
        yield List.of(script.interpreter().command(), file.startsWith("-") ? "./" + file : file);
      }
      case Program.Command command -> List.of("/bin/sh", "-c", command.shell());
    };
  }
}
