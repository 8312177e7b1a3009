package io.orchagent.agents;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a skill is named.
 *
 * @param org slug of the workspace that owns it
 * @param version like v2; null for the newest one
 */
public record SkillName(String org, String name, @Nullable String version) {
  /** In words, as it follows the name of a field. */
  public static final String RULE = "must be like org/skill or org/skill@v2";

  private static final Pattern FORM =
      Pattern.compile("([a-z0-9-]{1,100})/([a-z0-9-]{2,50})(?:@(v[0-9]{1,9}))?");

  /** Empty when it is no such name. */
  public static Optional<SkillName> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(new SkillName(parts.group(1), parts.group(2), parts.group(3)))
        : Optional.empty();
  }

  /** As it is written. */
  @Override
  public String toString() {
    return org + "/" + name + (version == null ? "" : "@" + version);
  }
}
