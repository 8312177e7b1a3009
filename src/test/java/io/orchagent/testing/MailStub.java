package io.orchagent.testing;

import io.orchagent.platform.ids.Ids;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mail server as far as the wire goes: takes every mail and keeps it, as it came, in a file.
 * Quarkus loads this class more than once, so that nothing is shared but the port and the folder.
 */
public final class MailStub {
  private static final String PORT = "orchagent.test.mail.port";
  private static final Path FOLDER = Path.of("target", "mails");

  private final ServerSocket socket;

  private MailStub() {
    try {
      Files.createDirectories(FOLDER);
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("mail stub").start(this::accept);
  }

  /** Starts it, the first time. */
  static String port() {
    synchronized (Runtime.getRuntime()) {
      String known = System.getProperty(PORT);
      if (known == null) {
        known = Integer.toString(new MailStub().socket.getLocalPort());
        System.setProperty(PORT, known);
      }
      return known;
    }
  }

  /** The mails to this address, the oldest first: headers and body, soft line breaks undone. */
  public static List<String> to(String address) {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".eml"))
          .sorted()
          .map(MailStub::read)
          .filter(mail -> mail.contains("To: " + address + "\n"))
          .map(mail -> mail.replace("=\n", "").replace("=3D", "="))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The secrets of that kind which were mailed to this address, the oldest first. */
  public static List<String> tokens(String address, String prefix) {
    Pattern form = Pattern.compile("\\b" + prefix + "[0-9A-Za-z]{43}");
    return to(address).stream()
        .flatMap(mail -> form.matcher(mail).results().map(MatchResult::group))
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keep(String mail) throws IOException {
    Path file = FOLDER.resolve(Ids.newId() + ".part");
    Files.writeString(file, mail);
    Files.move(file, FOLDER.resolve(Ids.newId() + ".eml"));
  }

  private void accept() {
    while (true) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      OutputStream out = client.getOutputStream();
      say(out, "220 stub");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String command = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(Locale.ROOT);
        switch (command) {
          case "DATA" -> {
            say(out, "354 go on");
            keep(data(in));
            say(out, "250 taken");
          }
          case "QUIT" -> {
            say(out, "221 bye");
            return;
          }
          default -> say(out, "250 stub");
        }
      }
    } catch (IOException e) {
      // The client is gone: nothing to tell
    }
  }

  private static String data(BufferedReader in) throws IOException {
    StringBuilder mail = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      mail.append(line.startsWith("..") ? line.substring(1) : line).append('\n');
    }
    return mail.toString();
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
