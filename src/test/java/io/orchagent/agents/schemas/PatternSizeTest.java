package io.orchagent.agents.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "^[a-z]+$",
        "a{1000}",
        "(ab|c){3,}",
        "((a{10}){10}){10}",
        "[]{100})]{7}",
        "([[:alpha:])]{90}){90}",
        "([^])]x){50}",
        "(\\)a{5}){50}",
        "\\p{Greek}{20}",
        "\\x{10FFFF}{20}",
        "a{,5}",
        "(?P<name>a?){100}",
        "(?i)(a{2}|b{3}){40}"
      })
  void is_never_less_than_what_is_compiled(String pattern) {
    assertThat(PatternSize.of(pattern) + 2)
        .isGreaterThanOrEqualTo(Pattern.compile(pattern).programSize());
    assertThat(PatternSize.of(pattern)).isLessThan(30_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((((a?){100}){100}){100}){100}",
        "(a{1000}){1000}",
        "((a{900}\\Q)\\E){900}\\Q)\\E){900}",
        "(((a{100}[[:alpha:])]){100}){100}){100}",
        "a)b",
        "((a)"
      })
  void what_would_fill_the_memory_or_hides_brackets_is_too_large(String pattern) {
    assertThat(PatternSize.of(pattern)).isGreaterThan(100_000);
    assertThat(LinearPatterns.problem(pattern)).isPresent();
  }
}
