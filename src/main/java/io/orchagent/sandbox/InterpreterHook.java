package io.orchagent.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Lets the interpreter that runs the program also prepare its sandbox, before the program's first
 * line: one process instead of a shell with its tools, and one that can be started beforehand.
 */
final class InterpreterHook {

  /** Where the hooks are inside a sandbox. */
  static final String FOLDER = "/run/orchagent/hook";

  private static final Logger LOG = Logger.getLogger(InterpreterHook.class);
  private static final String PYTHON = "sitecustomize.py";
  private static final String NODE = "park.cjs";
  private static final long COMPILE_SECONDS = 20;

  /** What an interpreter or its libraries read before a hook could set it. */
  private static final Pattern EARLY =
      Pattern.compile(
          "(PYTHON|LD_|GLIBC_|MALLOC_|GCONV_|LC_|NODE_|UV_|OPENSSL_|SSL_).*|LANGUAGE|LOCPATH");

  private InterpreterHook() {}

  /** Whether the hook does the same as a start from a shell. */
  static boolean fits(SandboxSpec spec) {
    return spec.program() instanceof Program.Script
        // The relay is started from the shell
        && spec.egress() == null
        && spec.environment().keySet().stream().noneMatch(n -> EARLY.matcher(n).matches())
        // Python looks for packages of the user's own before it calls the hook
        && (spec.bundle() == null || !Files.exists(spec.bundle().resolve(".local")));
  }

  /** The interpreter's command line, as arguments of the launch script. */
  static List<String> words(Program.Script script) {
    String file = script.entrypoint();
    String safe = file.startsWith("-") ? "./" + file : file;
    String command = script.interpreter().command();
    return switch (script.interpreter()) {
      case PYTHON -> List.of(command, safe);
      case NODE -> List.of(command, "-r", FOLDER + "/" + NODE, safe);
    };
  }

  static void install(WorkFolder work, Map<Interpreter, Path> interpreters) throws IOException {
    work.folder("run/hook");
    work.write("run/hook/" + NODE, resource(NODE));
    Path python = work.write("run/hook/" + PYTHON, resource(PYTHON));
    if (interpreters.containsKey(Interpreter.PYTHON)) {
      work.folder("run/hook/__pycache__");
      compile(interpreters.get(Interpreter.PYTHON), python);
    }
  }

  /** Once for all runs; without it each run compiles for itself. */
  private static void compile(Path python, Path file) throws IOException {
    String code = "import os, py_compile, sys; os.umask(18); py_compile.compile(sys.argv[1])";
    ProcessBuilder builder =
        new ProcessBuilder(python.toString(), "-I", "-S", "-c", code, file.toString());
    builder.environment().clear();
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process compiler;
    try {
      compiler = builder.start();
    } catch (IOException e) {
      LOG.debug("The hook was not compiled", e);
      return;
    }
    boolean ended =
        compiler
            .onExit()
            .thenApply(ignored -> true)
            .completeOnTimeout(false, COMPILE_SECONDS, TimeUnit.SECONDS)
            .join();
    if (!ended) {
      compiler.destroyForcibly();
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = InterpreterHook.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
