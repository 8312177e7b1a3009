package io.orchagent.platform.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;

/**
 * Hides what looks like a secret in a line of log, for those whose values nobody told: keys in the
 * forms that well-known services give them, tokens behind their usual names, passwords in
 * addresses. A net with holes; {@link SecretMask} is the one without.
 */
public final class SecretLooking {
  /** What a line must hold for the patterns to be tried at all. */
  private static final Pattern HINT =
      Pattern.compile(
          "(?i)(?:sk-|sk_|rk_|pk_live|ghp_|gho_|ghs_|github_pat_|glpat-|xox|AKIA|ASIA|AIza|eyJ|bearer|basic"
              + " |passw|secret|token|api[_-]?key|apikey|private key|://[^/\\s]*:[^/\\s]*@)");

  /** The first group stays. */
  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile(
              "(\\b)(?:sk-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"
                  + "|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}"
                  + "|xox[a-z]-[A-Za-z0-9-]{10,}|A[KS]IA[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}"
                  + "|eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*)"),
          Pattern.compile("(?i)(\\b(?:bearer|basic)\\s+)[A-Za-z0-9._~+/=-]{8,}"),
          Pattern.compile(
              "(?i)((?:passw(?:or)?d|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?"
                  + "[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"',;&}]{6,}"),
          Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@"),
          Pattern.compile("(-----BEGIN [A-Z ]*PRIVATE KEY-----).*"));

  private static final List<String> REPLACEMENTS =
      List.of("$1***", "$1***", "$1***", "$1***@", "$1***");

  private SecretLooking() {}

  /** The line, without what looks like a secret. */
  public static String masked(String line) {
    if (!HINT.matcher(line).find()) {
      return line;
    }
    String text = line;
    for (int i = 0; i < PATTERNS.size(); i++) {
      Matcher matcher = PATTERNS.get(i).matcher(text);
      text = matcher.replaceAll(REPLACEMENTS.get(i));
    }
    return text;
  }
}
