package io.orchagent.workspaces;

import java.util.regex.Pattern;

/** The form of an email address: what mail servers take, in ASCII, so that case means one thing. */
public final class Emails {
  public static final String RULE = "must be an email address like ada@example.com";
  private static final int MAX_LENGTH = 254;
  private static final int MAX_LOCAL = 64;
  private static final Pattern LOCAL =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++)*+");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)++[A-Za-z0-9-]{1,62}[A-Za-z0-9]");

  private Emails() {}

  public static boolean hasForm(String email) {
    int at = email.lastIndexOf('@');
    return email.length() <= MAX_LENGTH
        && at > 0
        && at <= MAX_LOCAL
        && LOCAL.matcher(email.substring(0, at)).matches()
        && DOMAIN.matcher(email.substring(at + 1)).matches();
  }

  /** What stands before the sign: the start of a name for the workspace. */
  public static String local(String email) {
    return email.substring(0, email.lastIndexOf('@'));
  }
}
