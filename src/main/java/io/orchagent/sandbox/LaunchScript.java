package io.orchagent.sandbox;

import io.orchagent.sandbox.egress.Relay;
import io.orchagent.sandbox.resident.InwardSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The shell text that prepares a run inside the sandbox, in two parts. The first, the same for all
 * runs, is the first process there; it says {@code ready} and then reads the second, which is made
 * for the one run, from standard input: so neither secrets nor commands are in an argument list or
 * a file of the host, and a launch whose server died before it could be tied to it ends at the end
 * of its input. Bundle, uploads and the program's own input follow in the same stream.
 *
 * <p>The second part is short on purpose: a shell reads its lines byte by byte.
 */
final class LaunchScript {

  /** Where programs live in an isolating sandbox, and where they look for commands. */
  static final String HOME = "/home/user";

  static final String PATH = "/run/orchagent/bin:/usr/local/bin:/usr/bin:/bin";

  /** Where skills are, in the folder that the program runs in. */
  static final String SKILLS = "orchagent/skills";

  private static final String NO_ROOM_FOR_SKILLS =
      "the skills do not fit, or the bundle has a file where their folder goes";

  private static final int BLOCK = 512;
  // With arguments they are an interpreter that prepares the rest itself
  private static final String HOOK =
      """
      umask 022
      if [ $# -gt 0 ]; then
        cd %s || exit 1
        limits
        export HOME=%s PATH=%s LANG=C.UTF-8 TZ=UTC PYTHONPATH=%s
        # Node.js reads only the name now; Python would look there for what it needs to start
        [ ! -d %s ] || export NODE_PATH=%s
        printf 'ready\n'
        "$@"
        exit $?
      fi
      """;
  private static final String HEAD =
      """
      fail() { printf '%s\n' "$1" >&2; exit 1; }
      printf 'ready\n'
      IFS= read -r end || exit 1
      script=
      while IFS= read -r line && [ "$line" != "$end" ]; do
        script="$script$line
      "
      done
      [ "$line" = "$end" ] || exit 1
      line=
      """;
  // The mark and the exit code go behind the output, where they show that it is whole
  private static final String TAIL =
      """
      eval "$script"
      printf '%s %d\n' "$mark" "$code"
      printf '%s' "$mark" >&2
      """;

  private final String home;
  private final String uploads;
  private final String path;
  private final Relay relay;

  LaunchScript(String home, String uploads, String path, Relay relay) {
    this.home = home;
    this.uploads = uploads;
    this.path = path;
    this.relay = relay;
  }

  /** The part that is the same for all runs. */
  static String common(SandboxSettings.Limits limits, boolean limitsProcesses) {
    List<String> lines = new ArrayList<>();
    lines.add("limits() {");
    if (!limits.cpuTime().isZero()) {
      // The kernel asks first (SIGXCPU) and kills at the hard limit
      lines.add("ulimit -S -t " + limits.cpuTime().toSeconds() + " || exit 1");
      lines.add("ulimit -H -t " + (limits.cpuTime().toSeconds() + 1) + " || exit 1");
    }
    lines.add("ulimit -c 0 || exit 1");
    lines.add("ulimit -n " + limits.openFiles() + " || exit 1");
    lines.add("ulimit -f " + Math.ceilDiv(limits.fileSize(), BLOCK) + " || exit 1");
    if (limitsProcesses) {
      // dash calls it -p, others -u
      int most = limits.processes();
      lines.add("ulimit -u " + most + " 2>/dev/null || ulimit -p " + most + " || exit 1");
    }
    // What the shell itself put into the environment
    lines.add("unset PWD OLDPWD SHLVL");
    lines.add("}");
    String home = ShellText.quote(HOME);
    String modules = beside(HOME, SandboxSpec.Place.NODE_MODULES);
    String hook = HOOK.formatted(home, home, PATH, InterpreterHook.FOLDER, modules, modules);
    return String.join("\n", lines) + "\n" + hook + HEAD + TAIL;
  }

  /** The part for one run. */
  String text(SandboxSpec spec, String mark, Bundle bundle, List<Long> uploadSizes) {
    List<String> lines = new ArrayList<>();
    lines.add("mark=" + mark);
    lines.add("cd " + ShellText.quote(home) + " || exit 1");
    lines.addAll(bundle.script());
    lines.addAll(skills(spec));
    if (!uploadSizes.isEmpty()) {
      lines.add("mkdir -p " + ShellText.quote(uploads) + " || exit 1");
      for (int i = 0; i < uploadSizes.size(); i++) {
        String file = ShellText.quote(uploads + "/" + spec.uploads().get(i).name());
        lines.add(
            "head -c %d >%s || fail 'an upload does not fit'".formatted(uploadSizes.get(i), file));
      }
      lines.add("chmod -R a-w " + ShellText.quote(uploads));
    }
    lines.add("limits");
    if (spec.egress() != null) {
      lines.addAll(relay.start());
    }
    lines.add("printf 'start\\n'");
    lines.add("(");
    lines.addAll(exports(spec));
    lines.add("exec " + ShellText.quote(command(spec.program())));
    lines.add(")");
    lines.add("code=$?");
    return String.join("\n", lines) + "\n";
  }

  private List<String> exports(SandboxSpec spec) {
    List<String> lines = new ArrayList<>();
    environment(spec)
        .forEach((name, value) -> lines.add("export " + name + "=" + ShellText.quote(value)));
    if (spec.egress() != null) {
      lines.addAll(relay.exports(spec.egress().gatewayHost()));
    }
    return lines;
  }

  /**
   * The part for a program that is reached by connections, and told by lines on standard input to
   * end: each names a signal. At the end of the input it is killed.
   *
   * @param session whether nothing outside depends on the program being of the launch's own group
   */
  String resident(SandboxSpec spec, Bundle bundle, int port, boolean session) {
    List<String> lines = new ArrayList<>();
    lines.add("cd " + ShellText.quote(home) + " || exit 1");
    lines.addAll(bundle.script());
    lines.add("limits");
    lines.addAll(InwardSocket.relay(relay.folder(), port));
    if (spec.egress() != null) {
      lines.addAll(relay.start());
    }
    // What follows on standard input are words for the launch, not for the program
    lines.add("exec 6<&0 </dev/null");
    lines.add("own=");
    if (session) {
      lines.add("own=$(command -v setsid)");
    }
    lines.add("printf 'start\\n'");
    lines.add("(");
    // Before the program's variables, which may have any names
    lines.add("set -- ${own:+\"$own\"} " + ShellText.quote(command(spec.program())));
    lines.addAll(exports(spec));
    lines.add("exec \"$@\"");
    lines.add(") 6<&- &");
    lines.add("program=$!");
    // The whole session, once it is one
    lines.add("tell() {");
    lines.add(
        "{ [ -n \"$own\" ] && kill -s \"$1\" -- \"-$program\"; } || kill -s \"$1\" \"$program\"");
    lines.add("}");
    lines.add(
        "( while IFS= read -r word; do tell \"$word\"; done; tell KILL ) <&6 >/dev/null 2>&1 &");
    // A shell says how its child was killed, which is not the program's to say
    lines.add("exec 6<&- 2>/dev/null");
    lines.add("wait \"$program\"");
    lines.add("exit $?");
    return String.join("\n", lines) + "\n";
  }

  /** Over what the bundle has there, which may be anything. */
  private static List<String> skills(SandboxSpec spec) {
    if (spec.skills().isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    String failed = " || fail '" + NO_ROOM_FOR_SKILLS + "'";
    lines.add("mkdir -p " + SKILLS + failed);
    for (SandboxSpec.SkillFile file : spec.skills()) {
      String name = SKILLS + "/" + file.name();
      lines.add("rm -f " + name + failed);
      lines.add("head -c %d >%s%s".formatted(file.content().length, name, failed));
    }
    lines.add("chmod a-w " + SKILLS + "/*.md " + SKILLS + "/*.json");
    return lines;
  }

  /** All that the program finds in its environment. */
  Map<String, String> environment(SandboxSpec spec) {
    Map<String, String> environment = new TreeMap<>(spec.environment());
    environment.put("HOME", home);
    environment.put("PATH", path);
    spec.mounts().forEach(mount -> show(mount.place(), environment));
    if (!spec.skills().isEmpty()) {
      environment.put("ORCHAGENT_SKILLS_DIR", home + "/" + SKILLS);
    }
    environment.put("LANG", "C.UTF-8");
    environment.put("TZ", "UTC");
    return environment;
  }

  /** Node.js itself looks beside and above the program's folder; this is for programs elsewhere. */
  private void show(SandboxSpec.Place place, Map<String, String> environment) {
    String folder = beside(home, place);
    String variable =
        switch (place) {
          case NODE_MODULES -> "NODE_PATH";
          case PYTHON_PACKAGES -> "PYTHONPATH";
        };
    environment.merge(variable, folder, (own, ours) -> own + ":" + ours);
    if (place == SandboxSpec.Place.PYTHON_PACKAGES) {
      environment.compute("PATH", (name, value) -> value + ":" + folder + "/bin");
    }
  }

  private static String beside(String home, SandboxSpec.Place place) {
    return home.substring(0, home.lastIndexOf('/') + 1) + place.folder();
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
