package io.orchagent.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server that stands in for all providers of language models. It answers what it was told to for
 * a key, or for a model where no key is sent, and keeps what it was asked. Tests talk to it over
 * HTTP alone (see {@link TestModel}): it may have been started by another class loader.
 */
public final class ModelStub {
  /** In a script: between the two forms of an answer. */
  static final String FORMS = "\u0001";

  /** In a script: between the pieces of a stream. */
  static final String PIECES = "\u0002";

  private static final int LONGEST_PAUSE = 120_000;
  private static final Pattern MODEL = Pattern.compile("\"model\":\"([^\"]+)\"");
  private static final Pattern IN_PATH = Pattern.compile("/models/([^:]+):");

  private final ServerSocket socket;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();

  private ModelStub(ServerSocket socket) {
    this.socket = socket;
  }

  /** One answer, also in the form that is given when a stream is asked for. */
  private record Step(
      int status, Map<String, String> headers, byte[] body, int pause, int cut, Streamed streamed) {
    /** What the stub itself answers. */
    static Step of(int status, String body) {
      return new Step(status, Map.of(), body.getBytes(UTF_8), 0, -1, null);
    }
  }

  /**
   * A body that comes in pieces.
   *
   * @param end what follows them: nothing, the connection's end, or silence
   */
  private record Streamed(String type, List<String> pieces, int gap, String end) {}

  /** Answers for one key, the last of them again and again; and what was asked. */
  private static final class Script {
    private final List<Step> steps = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private int left;

    synchronized void left() {
      left++;
    }

    synchronized int timesLeft() {
      return left;
    }

    synchronized void add(Step step) {
      steps.add(step);
    }

    synchronized Step next(String request) {
      seen.add(request);
      return steps.size() > 1 ? steps.removeFirst() : steps.getFirst();
    }

    synchronized String seen(int index) {
      return index < seen.size() ? seen.get(index) : "";
    }
  }

  private record Request(String method, String path, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String text() {
      StringBuilder text = new StringBuilder(method + " " + path + "\n");
      headers.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
      return text.append('\n').append(new String(body, UTF_8)).toString();
    }

    boolean wantsStream() {
      return path.contains(":streamGenerateContent?alt=sse")
          || new String(body, UTF_8).contains("\"stream\":true");
    }

    String key() {
      String bearer = header("authorization").replaceFirst("^Bearer ", "");
      for (String key : List.of(bearer, header("x-api-key"), header("x-goog-api-key"))) {
        if (!key.isEmpty()) {
          return key;
        }
      }
      Matcher model = MODEL.matcher(new String(body, UTF_8));
      Matcher inPath = IN_PATH.matcher(path);
      return model.find() ? model.group(1) : inPath.find() ? inPath.group(1) : "";
    }
  }

  /** Starts one; its port. It ends with this JVM. */
  static int start() throws IOException {
    ServerSocket socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    ModelStub stub = new ModelStub(socket);
    Thread.ofPlatform().daemon().name("model-stub").start(stub::accept);
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().name("model-stub").start(() -> serve(client));
      } catch (IOException e) {
        // The client is gone
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      boolean open = true;
      while (open) {
        Request request = read(in);
        open = request != null && answer(request, new Wire(client, in, out));
      }
    } catch (IOException e) {
      // The client is gone
    }
  }

  private static Request read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String[] pair = line.split(":", 2);
      headers.put(pair[0].strip().toLowerCase(java.util.Locale.ROOT), pair[1].strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    String[] words = first.split(" ");
    return new Request(words[0], words[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != -1 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The connection to a client. */
  private record Wire(Socket client, InputStream in, OutputStream out) {
    /** Whether the client gives up before so many milliseconds are over. */
    boolean isLeftWithin(int millis) throws IOException {
      client.setSoTimeout(millis);
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        client.setSoTimeout(0);
      }
    }
  }

  private boolean answer(Request request, Wire wire) throws IOException {
    if (request.path().startsWith("/_script/")) {
      String key = request.path().substring("/_script/".length());
      scripts.computeIfAbsent(key, k -> new Script()).add(step(request));
      return send(Step.of(200, ""), wire);
    }
    if (request.path().startsWith("/_seen/")) {
      String[] parts = request.path().split("/");
      Script script = scripts.getOrDefault(parts[2], new Script());
      return send(Step.of(200, script.seen(Integer.parseInt(parts[3]))), wire);
    }
    if (request.path().startsWith("/_left/")) {
      String key = request.path().substring("/_left/".length());
      return send(Step.of(200, "" + scripts.getOrDefault(key, new Script()).timesLeft()), wire);
    }
    Script script = scripts.get(request.key());
    if (script == null) {
      return send(Step.of(401, "{\"error\":\"unknown\"}"), wire);
    }
    Step step = script.next(request.text());
    if (step.pause() > 0 && wire.isLeftWithin(step.pause())) {
      script.left();
      return false;
    }
    return step.streamed() != null && request.wantsStream()
        ? stream(step.streamed(), script, wire)
        : send(step, wire);
  }

  /** False when the connection is broken off, by whomever. */
  private static boolean stream(Streamed answer, Script script, Wire wire) throws IOException {
    String head = "HTTP/1.1 200 Stub\r\ncontent-type: %s\r\ntransfer-encoding: chunked\r\n\r\n";
    wire.out().write(head.formatted(answer.type()).getBytes(ISO_8859_1));
    try {
      for (String piece : answer.pieces()) {
        byte[] bytes = piece.getBytes(UTF_8);
        wire.out().write((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
        wire.out().write(bytes);
        wire.out().write("\r\n".getBytes(ISO_8859_1));
        wire.out().flush();
        if (answer.gap() > 0 && wire.isLeftWithin(answer.gap())) {
          script.left();
          return false;
        }
      }
    } catch (IOException e) {
      script.left();
      throw e;
    }
    if (answer.end().equals("stall") && wire.isLeftWithin(LONGEST_PAUSE)) {
      script.left();
    }
    if (!answer.end().equals("whole")) {
      return false;
    }
    wire.out().write("0\r\n\r\n".getBytes(ISO_8859_1));
    wire.out().flush();
    return true;
  }

  private static Step step(Request sent) {
    Map<String, String> headers = new TreeMap<>();
    sent.headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith("x-answer-")) {
                headers.put(name.substring("x-answer-".length()), value);
              }
            });
    String[] forms = new String(sent.body(), UTF_8).split(FORMS, 2);
    return new Step(
        Integer.parseInt(sent.header("x-status")),
        headers,
        forms[0].getBytes(UTF_8),
        Math.min(LONGEST_PAUSE, Integer.parseInt(sent.header("x-pause"))),
        Integer.parseInt(sent.header("x-cut")),
        forms.length == 1
            ? null
            : new Streamed(
                sent.header("x-stream-type"),
                Stream.of(forms[1].split(PIECES)).filter(piece -> !piece.isEmpty()).toList(),
                Integer.parseInt(sent.header("x-stream-gap")),
                sent.header("x-stream-end")));
  }

  /** False when the connection is broken off. */
  private static boolean send(Step step, Wire wire) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + step.status() + " Stub\r\n");
    step.headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("content-type: application/json\r\n");
    head.append("content-length: ").append(step.body().length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(ISO_8859_1);
    byte[] whole = new byte[start.length + step.body().length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(step.body(), 0, whole, start.length, step.body().length);
    boolean cut = step.cut() >= 0;
    wire.out().write(whole, 0, cut ? start.length + step.cut() : whole.length);
    wire.out().flush();
    return !cut;
  }
}
