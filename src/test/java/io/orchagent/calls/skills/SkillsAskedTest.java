package io.orchagent.calls.skills;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchagent.agents.SkillName;
import io.orchagent.calls.skills.SkillsAsked.Mode;
import io.orchagent.platform.errors.FieldError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the three headers may say, and how that is kept. */
class SkillsAskedTest {
  private final List<FieldError> errors = new ArrayList<>();

  private SkillsAsked read(@Nullable String add, @Nullable String only, @Nullable String none) {
    return SkillsAsked.of(add, only, none, errors);
  }

  @Test
  void names_are_read_in_their_order() {
    assertThat(read(" acme/bb@v12 ,acme/aa\t, x-1/bb", null, "false"))
        .isEqualTo(
            new SkillsAsked(
                Mode.ADD,
                List.of(
                    new SkillName("acme", "bb", "v12"),
                    new SkillName("acme", "aa", null),
                    new SkillName("x-1", "bb", null))));
    assertThat(errors).isEmpty();
  }

  @Test
  void without_a_header_nothing_is_asked() {
    assertThat(read(null, null, null)).isEqualTo(SkillsAsked.NOTHING);
    assertThat(read(null, null, "false").isNothing()).isTrue();
    assertThat(read(null, null, "true").isNothing()).isFalse();
    assertThat(SkillsAsked.NOTHING.text()).isNull();
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "acme/aa,",
        ",acme/aa",
        "acme",
        "acme/",
        "/aa",
        "acme/aa/bb",
        "acme/aa@",
        "acme/aa@1",
        "acme/aa@latest",
        "acme/aa@v1234567890",
        "acme/a",
        "Acme/aa",
        "acme/a_b",
        "acme/ab acme/cd",
        "acme/../x",
        "acme/ä"
      })
  void what_is_no_name_is_told(String value) {
    read(null, value, null);
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().field()).isEqualTo("X-Orchagent-Skills-Only");
    assertThat(errors.getFirst().message()).contains("org/skill@v2");
  }

  @ParameterizedTest
  @CsvSource({
    "acme/aa, acme/bb, , X-Orchagent-Skills, X-Orchagent-Skills-Only",
    "acme/aa, , true, X-Orchagent-Skills, X-Orchagent-No-Skills",
    ", acme/bb, true, X-Orchagent-Skills-Only, X-Orchagent-No-Skills"
  })
  void headers_that_contradict_each_other_are_refused(
      String add, String only, String none, String field, String other) {
    read(add, only, none);
    assertThat(errors)
        .containsExactly(new FieldError(field, "can't be used with " + other + "; leave one out"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TRUE", "1", "yes", "true,true"})
  void a_flag_is_true_or_false(String value) {
    read(null, null, value);
    assertThat(errors)
        .containsExactly(new FieldError("X-Orchagent-No-Skills", "must be true or false"));
  }

  @Test
  void twenty_different_ones_are_the_most() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add("acme/skill-" + i);
    }
    assertThat(read(String.join(",", many), null, null).names()).hasSize(20);
    assertThat(errors).isEmpty();
    many.add("acme/one-more");
    read(String.join(",", many), null, null);
    assertThat(errors.removeFirst().message()).isEqualTo("must name at most 20 skills");
    read("acme/aa,acme/bb,acme/aa", null, null);
    assertThat(errors.getFirst().message()).isEqualTo("must not name a skill twice");
  }

  @Test
  void a_header_of_a_megabyte_is_read_in_no_time() {
    read(Collections.nCopies(500_000, "a").stream().collect(Collectors.joining(",")), null, null);
    assertThat(errors).hasSize(1);
  }

  @Test
  void what_is_kept_is_read_again() {
    for (SkillsAsked asked :
        List.of(
            SkillsAsked.NOTHING,
            read("acme/aa,acme/bb@v2", null, null),
            read(null, "acme/aa@v1", null),
            read(null, null, "true"))) {
      assertThat(SkillsAsked.ofText(asked.text())).isEqualTo(asked);
    }
    assertThat(read("acme/aa,acme/bb@v2", null, null).text()).isEqualTo("add acme/aa,acme/bb@v2");
  }
}
