package io.orchagent.calls.skills;

import io.orchagent.agents.SkillName;
import io.orchagent.platform.errors.FieldError;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a call says of skills.
 *
 * @param names in the order in which they were sent
 */
public record SkillsAsked(Mode mode, List<SkillName> names) {
  /** Nothing: the agent's own. */
  public static final SkillsAsked NOTHING = new SkillsAsked(Mode.ADD, List.of());

  private static final SkillsAsked NONE = new SkillsAsked(Mode.NONE, List.of());
  private static final int MOST = 20;

  /** What becomes of the agent's own skills. */
  public enum Mode {
    /** They stay, before those that are named. */
    ADD("X-Orchagent-Skills"),
    /** They give way to those that are named. */
    ONLY("X-Orchagent-Skills-Only"),
    /** There are no skills at all. */
    NONE("X-Orchagent-No-Skills");

    private final String header;

    Mode(String header) {
      this.header = header;
    }

    String header() {
      return header;
    }
  }

  public SkillsAsked {
    names = List.copyOf(names);
  }

  /** Reads the headers; what does not fit is added to the errors. */
  public static SkillsAsked read(HttpHeaders headers, List<FieldError> errors) {
    List<String> add = headers.getRequestHeader(Mode.ADD.header());
    List<String> only = headers.getRequestHeader(Mode.ONLY.header());
    List<String> none = headers.getRequestHeader(Mode.NONE.header());
    return of(joined(add), joined(only), joined(none), errors);
  }

  private static @Nullable String joined(@Nullable List<String> sent) {
    return sent == null || sent.isEmpty() ? null : String.join(",", sent);
  }

  /** The same of the values of the three headers; null where one was not sent. */
  static SkillsAsked of(
      @Nullable String add, @Nullable String only, @Nullable String none, List<FieldError> errors) {
    boolean flag = none == null || none.equals("true") || none.equals("false");
    if (!flag) {
      errors.add(new FieldError(Mode.NONE.header(), "must be true or false"));
    }
    boolean drop = "true".equals(none);
    if (add != null && only != null) {
      errors.add(contradicts(Mode.ADD, Mode.ONLY));
    }
    if (drop && add != null) {
      errors.add(contradicts(Mode.ADD, Mode.NONE));
    }
    if (drop && only != null) {
      errors.add(contradicts(Mode.ONLY, Mode.NONE));
    }
    SkillsAsked added = add == null ? NOTHING : named(Mode.ADD, add, errors);
    return drop ? NONE : only == null ? added : named(Mode.ONLY, only, errors);
  }

  private static FieldError contradicts(Mode one, Mode other) {
    return new FieldError(one.header(), "can't be used with " + other.header() + "; leave one out");
  }

  private static SkillsAsked named(Mode mode, String value, List<FieldError> errors) {
    List<String> parts = Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    List<SkillName> names =
        parts.stream().limit(MOST).flatMap(part -> SkillName.parse(part).stream()).toList();
    Set<SkillName> different = new HashSet<>(names);
    if (parts.size() > MOST) {
      errors.add(new FieldError(mode.header(), "must name at most " + MOST + " skills"));
    } else if (names.size() < parts.size()) {
      errors.add(new FieldError(mode.header(), SkillName.RULE + ", several with commas between"));
    } else if (different.size() < names.size()) {
      errors.add(new FieldError(mode.header(), "must not name a skill twice"));
    }
    return new SkillsAsked(mode, names);
  }

  boolean isNothing() {
    return mode == Mode.ADD && names.isEmpty();
  }

  /** As it is kept; null for nothing. */
  public @Nullable String text() {
    if (isNothing()) {
      return null;
    }
    return switch (mode) {
      case NONE -> "none";
      case ADD -> "add " + listed();
      case ONLY -> "only " + listed();
    };
  }

  /** Of what was kept. */
  public static SkillsAsked ofText(@Nullable String text) {
    if (text == null) {
      return NOTHING;
    }
    String[] parts = text.split(" ", 2);
    return switch (parts[0]) {
      case "none" -> NONE;
      case "add" -> new SkillsAsked(Mode.ADD, names(parts[1]));
      case "only" -> new SkillsAsked(Mode.ONLY, names(parts[1]));
      default -> throw new IllegalStateException("skills that nobody asked for: " + parts[0]);
    };
  }

  private String listed() {
    return names.stream().map(SkillName::toString).collect(Collectors.joining(","));
  }

  private static List<SkillName> names(String listed) {
    return Arrays.stream(listed.split(",")).flatMap(n -> SkillName.parse(n).stream()).toList();
  }
}
