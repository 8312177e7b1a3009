package io.orchagent.platform.outbound;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of one HTTP/1 request, read as strictly as can be: what two readers could understand
 * differently is refused.
 */
record RequestHead(String method, String target, String version, List<Header> headers) {

  /** One header. */
  record Header(String name, String value) {
    boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  private static final Pattern FIRST_LINE =
      Pattern.compile("([A-Z]{1,20}) ([\\x21-\\x7e]+) HTTP/(1\\.[01])");
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\\x20-\\x7e\\x80-\\xff\\t]*)");
  private static final Set<String> ONE_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authorization",
          "proxy-authenticate",
          "te",
          "trailer",
          "upgrade",
          "http2-settings");

  /** Reads a head with the empty line at its end. */
  static RequestHead parse(byte[] bytes) throws Refusal {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String[] lines = text.substring(0, text.length() - 4).split("\r\n", -1);
    Matcher first = FIRST_LINE.matcher(lines[0]);
    if (!first.matches()) {
      throw Refusal.malformed("The first line is no HTTP/1.1 request line.");
    }
    List<Header> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher header = HEADER.matcher(lines[i]);
      if (!header.matches()) {
        throw Refusal.malformed("A header is malformed.");
      }
      headers.add(new Header(header.group(1), header.group(2).strip()));
    }
    return new RequestHead(first.group(1), first.group(2), first.group(3), List.copyOf(headers));
  }

  boolean isConnect() {
    return method.equals("CONNECT");
  }

  /** The value of a header that may be there once. */
  Optional<String> single(String name) throws Refusal {
    List<String> values = headers.stream().filter(h -> h.is(name)).map(Header::value).toList();
    if (values.size() > 1) {
      throw Refusal.malformed("The header " + name + " is there more than once.");
    }
    return values.stream().findFirst();
  }

  /** What goes on: in origin form, for one request only, without what was meant for us. */
  byte[] forwarded(String path, String host, Set<String> withoutPrefixes) {
    StringBuilder text = new StringBuilder();
    text.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(host).append("\r\nConnection: close\r\n");
    Set<String> named = namedByConnection();
    for (Header header : headers) {
      String name = header.name().toLowerCase(Locale.ROOT);
      boolean dropped =
          name.equals("host")
              || ONE_HOP.contains(name)
              || named.contains(name)
              || withoutPrefixes.stream().anyMatch(name::startsWith);
      if (!dropped) {
        text.append(header.name()).append(": ").append(header.value()).append("\r\n");
      }
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A client can't have the headers taken out that frame its body. */
  private Set<String> namedByConnection() {
    Set<String> named = new java.util.HashSet<>();
    headers.stream()
        .filter(h -> h.is("connection"))
        .flatMap(h -> java.util.Arrays.stream(h.value().split(",")))
        .map(n -> n.strip().toLowerCase(Locale.ROOT))
        .forEach(named::add);
    named.removeAll(Set.of("content-length", "transfer-encoding", "authorization"));
    return named;
  }
}
