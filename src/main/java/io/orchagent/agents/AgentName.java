package io.orchagent.agents;

import java.util.regex.Pattern;

/** The spelling of agents' names. */
public final class AgentName {
  /** In words, as it follows the name of a field. */
  public static final String RULE =
      "must be 2 to 50 characters: a-z, 0-9 and single dashes between them";

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,48}[a-z0-9]");

  private AgentName() {}

  public static boolean isValid(String name) {
    return FORM.matcher(name).matches() && !name.contains("--");
  }
}
