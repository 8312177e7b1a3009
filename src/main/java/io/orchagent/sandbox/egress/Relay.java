package io.orchagent.sandbox.egress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The relay inside a sandbox, as lines of its launch script.
 *
 * @param folder of the relay's files and of the interpreters, as the sandbox sees it
 * @param socket of the proxy, as the sandbox sees it
 */
public record Relay(String folder, String socket) {

  /** Where an isolating sandbox shows the relay and the interpreters. */
  public static final String FOLDER = "/run/orchagent";

  /** The relay of an isolating sandbox. */
  public static final Relay IN_SANDBOX =
      new Relay(FOLDER, FOLDER + "/egress/" + SlotSockets.SOCKET);

  /** The certificate authorities that the host trusts, as the sandbox is shown them. */
  public static final String AUTHORITIES = "authorities.pem";

  private static final List<Path> HOST_AUTHORITIES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  /** What a sandbox is shown of it, by the name of the file. */
  public static Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String name : List.of("relay.py", "relay.js", "proxy.cjs", "send.py", "send.js")) {
      files.put(name, resource(name));
    }
    for (Path authorities : HOST_AUTHORITIES) {
      if (Files.isReadable(authorities)) {
        files.put(AUTHORITIES, Files.readString(authorities));
        break;
      }
    }
    return files;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Relay.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("missing in the application: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Starts it and waits until it listens; {@code $relay} is its port then. It closes its standard
   * output when it does, which is what the shell waits for.
   */
  public List<String> start() {
    String python = quoted(folder + "/bin/python3");
    String node = quoted(folder + "/bin/node");
    List<String> lines = new ArrayList<>();
    lines.add("if [ -e " + python + " ]; then");
    lines.add(background(python + " -IS " + quoted(folder + "/relay.py")));
    lines.add("else");
    lines.add(background(node + " " + quoted(folder + "/relay.js")));
    lines.add("fi");
    lines.add("[ -n \"$relay\" ] || fail 'the way out needs python3 or node, and a loopback'");
    return lines;
  }

  private String background(String command) {
    return "relay=$(" + command + " " + quoted(socket) + " </dev/null 2>/dev/null &)";
  }

  /**
   * The proxy's variables as lines of the script.
   *
   * @param gatewayHost goes through the proxy whatever it is called
   */
  public List<String> exports(String gatewayHost) {
    List<String> direct = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
    direct.remove(gatewayHost);
    Map<String, String> values = new TreeMap<>();
    for (String name : List.of("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")) {
      values.put(name, "\"http://127.0.0.1:$relay\"");
    }
    for (String name : List.of("NO_PROXY", "no_proxy")) {
      values.put(name, quoted(String.join(",", direct)));
    }
    // Node.js heeds the variables from 24.5 and 22.21 on; to older ones proxy.cjs teaches it
    values.put("NODE_USE_ENV_PROXY", "1");
    values.put("NODE_OPTIONS", quoted("--require=" + folder + "/proxy.cjs"));
    List<String> lines = new ArrayList<>();
    values.forEach((name, value) -> lines.add("export " + name + "=" + value));
    String authorities = quoted(folder + "/" + AUTHORITIES);
    lines.add("if [ -e " + authorities + " ]; then");
    for (String name : List.of("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")) {
      lines.add("export " + name + "=" + authorities);
    }
    lines.add("fi");
    return lines;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
