package io.orchagent.platform.outbound;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one spelling of a host: lower case, no dot at the end. Spellings that resolvers take for
 * addresses though they do not look it ({@code 127.1}, {@code 0x7f000001}) are no hosts.
 */
final class HostName {
  private static final int MAX_LENGTH = 253;
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_-]{1,63}");
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");
  private static final String PART = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern ADDRESS_4 = Pattern.compile("(?:" + PART + "\\.){3}" + PART);
  private static final Pattern ADDRESS_6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");

  private HostName() {}

  static Optional<String> of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String host = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    if (host.isEmpty() || host.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    boolean address =
        ADDRESS_4.matcher(host).matches()
            || (ADDRESS_6.matcher(host).matches() && host.indexOf(':') >= 0);
    boolean name = NAME.matcher(host).matches() && !ENDS_IN_NUMBER.matcher(host).matches();
    return address || name ? Optional.of(host) : Optional.empty();
  }
}
