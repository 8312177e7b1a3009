package io.orchagent.services.runtime;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.orchagent.services.runtime.LogLine.Severity;
import java.util.Locale;

/** What a line of log says of its own weight; strangers' lines, so in linear time. */
public final class LineSeverity {
  private static final int LOOKED_AT = 400;

  /** Of JSON and of key=value: with the names that the usual libraries give it. */
  private static final Pattern FIELD =
      Pattern.compile(
          "(?:^|[\\s{,])\"?(?:level|severity|levelname|log\\.level|lvl)\"?\\s*[:=]\\s*\"?([A-Za-z]+|\\d+)");

  /** A word by itself near the beginning: in capitals, in brackets, or before a colon. */
  private static final Pattern WORD =
      Pattern.compile(
          "^.{0,60}?(?:\\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|SEVERE|PANIC)\\b"
              + "|\\[(?i:(trace|debug|info|notice|warn|warning|error|fatal|critical))\\])");

  private static final Pattern BEGINNING =
      Pattern.compile("^(?i:(debug|info|warning|warn|error|fatal|critical|panic))\\s*:");

  /** How interpreters begin to tell of a failure. */
  private static final Pattern FAILURE =
      Pattern.compile(
          "^(?:Traceback \\(most recent call last\\)|Exception in thread |Uncaught "
              + "|(?:[A-Za-z_][\\w.]*)?(?:Error|Exception)(?: \\[\\w+\\])?: )");

  private LineSeverity() {}

  /** INFO where it says nothing. */
  public static Severity of(String line) {
    String head = line.length() > LOOKED_AT ? line.substring(0, LOOKED_AT) : line;
    Matcher field = FIELD.matcher(head);
    if (field.find()) {
      return named(field.group(1));
    }
    if (FAILURE.matcher(head).find()) {
      return Severity.ERROR;
    }
    Matcher beginning = BEGINNING.matcher(head);
    if (beginning.find()) {
      return named(beginning.group(1));
    }
    Matcher word = WORD.matcher(head);
    if (word.find()) {
      return named(word.group(1) != null ? word.group(1) : word.group(2));
    }
    return Severity.INFO;
  }

  private static Severity named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      // Numbers are those of bunyan and pino
      case "trace", "debug", "verbose", "10", "20" -> Severity.DEBUG;
      case "warn", "warning", "40" -> Severity.WARNING;
      case "error",
          "err",
          "fatal",
          "critical",
          "severe",
          "panic",
          "emergency",
          "alert",
          "50",
          "60" ->
          Severity.ERROR;
      default -> Severity.INFO;
    };
  }
}
