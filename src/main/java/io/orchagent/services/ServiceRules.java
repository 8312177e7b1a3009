package io.orchagent.services;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.secrets.SecretName;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the fields of a service may be, whether it is made or changed. */
final class ServiceRules {
  static final int MOST_FAILURES = 50;
  static final int MOST_INSTANCES = 100;
  private static final int MOST_VARIABLES = 100;
  private static final int MOST_SECRETS = 50;
  private static final int MOST_ARGS = 100;
  private static final int MOST_VALUE = 32 * 1024;
  private static final int MOST_ALL = 256 * 1024;
  private static final int MOST_WORD = 4 * 1024;
  private static final int MOST_URL = 2_000;
  private static final int MOST_SHOWN = 60;

  /** With that of its workspace it makes one label of a host name. */
  static final int MOST_LABEL = 63;

  static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]{0,127}");
  private static final Pattern SENSITIVE =
      Pattern.compile("secret|token|password|api_key|credential|private_key");

  private final List<FieldError> problems = new ArrayList<>();

  List<FieldError> problems() {
    return problems;
  }

  void problem(String field, String message) {
    problems.add(new FieldError(field, message));
  }

  void name(@Nullable String value) {
    if (value != null && !isName(value)) {
      problem("name", "must be 1 to 50 characters: a-z, 0-9 and single dashes between them");
    }
  }

  static boolean isName(String value) {
    return NAME.matcher(value).matches() && !value.contains("--");
  }

  void failures(@Nullable Integer value) {
    if (value != null && (value < 1 || value > MOST_FAILURES)) {
      problem("max_restart_failures", "must be a whole number from 1 to " + MOST_FAILURES);
    }
  }

  /** Each for itself; together they are looked at when both are known. */
  void instances(String field, @Nullable Integer value) {
    if (value != null && (value < 1 || value > MOST_INSTANCES)) {
      problem(field, "must be a whole number from 1 to " + MOST_INSTANCES);
    }
  }

  void env(@Nullable Map<String, @Nullable String> env) {
    if (env == null) {
      return;
    }
    if (env.size() > MOST_VARIABLES) {
      problem("env", "must have at most " + MOST_VARIABLES + " variables");
      return;
    }
    long all = 0;
    for (Map.Entry<String, @Nullable String> variable : env.entrySet()) {
      variable(variable.getKey(), variable.getValue());
      all += bytes(variable.getKey()) + bytes(variable.getValue());
    }
    if (all > MOST_ALL) {
      problem("env", "must be at most 256 KiB altogether");
    }
  }

  private void variable(String name, @Nullable String value) {
    String field = "env." + shown(name);
    if (SENSITIVE.matcher(name.toLowerCase(Locale.ROOT)).find()) {
      problem(field, "looks like a secret: use secret_names");
    } else if (!VARIABLE.matcher(name).matches()) {
      problem(field, "must be a name of A-Z, 0-9 and _, at most 128, that begins with a letter");
    } else {
      SecretName.problem(name).ifPresent(why -> problem(field, why));
    }
    if (value == null) {
      problem(field, "must be a text; leave the variable out instead of null");
    } else if (value.indexOf('\0') >= 0) {
      problem(field, "must have no NUL");
    } else if (bytes(value) > MOST_VALUE) {
      problem(field, "must be at most 32 KiB");
    }
  }

  private static String shown(String name) {
    String plain = name.replaceAll("[^ -~]", "?");
    return plain.length() <= MOST_SHOWN ? plain : plain.substring(0, MOST_SHOWN) + "…";
  }

  private static long bytes(@Nullable String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }

  void secretNames(@Nullable List<@Nullable String> names) {
    if (names == null) {
      return;
    }
    if (names.size() > MOST_SECRETS) {
      problem("secret_names", "must have at most " + MOST_SECRETS);
    }
    for (int i = 0; i < Math.min(names.size(), MOST_SECRETS); i++) {
      String name = names.get(i);
      String field = "secret_names[" + i + "]";
      if (name == null) {
        problem(field, "must not be null");
      } else {
        SecretName.problem(name).ifPresent(why -> problem(field, why));
      }
    }
  }

  void command(@Nullable String command, @Nullable List<@Nullable String> args) {
    if (command != null && command.isBlank()) {
      problem("command", "must not be blank; leave it out to start the entrypoint");
    }
    word("command", command);
    if (args == null) {
      return;
    }
    if (command == null && !args.isEmpty()) {
      problem("args", "are those of a command: send command as well");
    }
    if (args.size() > MOST_ARGS) {
      problem("args", "must have at most " + MOST_ARGS);
    }
    for (int i = 0; i < Math.min(args.size(), MOST_ARGS); i++) {
      if (args.get(i) == null) {
        problem("args[" + i + "]", "must not be null");
      }
      word("args[" + i + "]", args.get(i));
    }
  }

  private void word(String field, @Nullable String value) {
    if (value != null && value.indexOf('\0') >= 0) {
      problem(field, "must have no NUL");
    } else if (bytes(value) > MOST_WORD) {
      problem(field, "must be at most 4 KiB");
    }
  }

  void alertUrl(@Nullable String value) {
    if (value != null && !isHttps(value)) {
      problem(
          "alert_webhook_url", "must be an https address with a host, without user and fragment");
    }
  }

  private static boolean isHttps(String value) {
    if (value.length() > MOST_URL) {
      return false;
    }
    try {
      URI url = new URI(value);
      return "https".equalsIgnoreCase(url.getScheme())
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
