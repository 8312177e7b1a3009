package io.orchagent.platform.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hosts by name: {@code host}, {@code host:port} or {@code *.domain}. */
public final class HostList {

  private static final HostList NONE = new HostList(List.of());

  /** A port of 0 stands for 80 and 443. */
  private record Entry(String host, int port, boolean below) {

    private boolean allows(String name, int wanted) {
      boolean samePort = port == 0 ? wanted == 80 || wanted == 443 : wanted == port;
      return samePort && named(name);
    }

    private boolean named(String name) {
      return below ? name.endsWith("." + host) : name.equals(host);
    }
  }

  private final List<Entry> entries;

  private HostList(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  public static HostList none() {
    return NONE;
  }

  /**
   * A list from its text.
   *
   * @throws IllegalArgumentException for an entry that is none; its message names it
   */
  public static HostList of(List<String> texts) {
    return new HostList(texts.stream().map(HostList::entry).toList());
  }

  /** Whether the text can be an entry, for those who take lists from people. */
  public static boolean isEntry(String text) {
    return parsed(text).isPresent();
  }

  public HostList plus(HostList more) {
    List<Entry> both = new ArrayList<>(entries);
    both.addAll(more.entries);
    return new HostList(both);
  }

  boolean allows(String host, int port) {
    return entries.stream().anyMatch(entry -> entry.allows(host, port));
  }

  /** The same, whatever the port, where the entry does not name one. */
  boolean names(String host, int port) {
    return entries.stream()
        .anyMatch(entry -> entry.named(host) && (entry.port() == 0 || entry.port() == port));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  private static Entry entry(String text) {
    return parsed(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Not a host, host:port or *.domain: '" + text.strip() + "'"));
  }

  private static Optional<Entry> parsed(String text) {
    String stripped = text.strip();
    boolean below = stripped.startsWith("*.");
    String authority = below ? stripped.substring(2) : stripped;
    return Authority.parse(authority, 0)
        .filter(parsed -> !below || parsed.host().indexOf('.') > 0)
        .map(parsed -> new Entry(parsed.host(), parsed.port(), below));
  }
}
