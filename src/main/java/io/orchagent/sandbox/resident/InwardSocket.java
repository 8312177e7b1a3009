package io.orchagent.sandbox.resident;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The way into a sandbox: what binds its socket outside, and what carries connections inside. */
public final class InwardSocket {
  private static final String LISTEN_PYTHON = "listen.py";
  private static final String LISTEN_PERL = "listen.pl";

  private InwardSocket() {}

  /** What is put into the folder that sandboxes are shown, by the name of the file. */
  public static Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String name : List.of("inward.py", "inward.js", LISTEN_PYTHON, LISTEN_PERL)) {
      try (InputStream in = InwardSocket.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IOException("missing in the application: " + name);
        }
        files.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  /**
   * The words of a command line that listens and becomes the command.
   *
   * @param python of the host; or perl, which most have without being asked
   * @param folder of the files on the host
   * @param socket a path that does not exist
   */
  public static List<String> listening(
      String interpreter, boolean python, String folder, String socket, List<String> command) {
    List<String> words = new ArrayList<>(List.of(interpreter));
    if (python) {
      words.add("-IS");
    }
    words.add(folder + "/" + (python ? LISTEN_PYTHON : LISTEN_PERL));
    words.add(socket);
    words.addAll(command);
    return words;
  }

  /**
   * Lines of a launch script that start the relay and let go of the socket.
   *
   * @param folder of the files and of the interpreters, as the sandbox sees it
   */
  public static List<String> relay(String folder, int port) {
    String python = quoted(folder + "/bin/python3");
    String quiet = " " + port + " </dev/null >/dev/null 2>&1 &";
    return List.of(
        "if [ -e " + python + " ]; then",
        python + " -IS " + quoted(folder + "/inward.py") + quiet,
        "else",
        quoted(folder + "/bin/node") + " " + quoted(folder + "/inward.js") + quiet,
        "fi",
        "exec 8<&-");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
