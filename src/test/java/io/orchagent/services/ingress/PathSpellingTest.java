package io.orchagent.services.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.platform.errors.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathSpellingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/../b",
        "/a/..",
        "/..",
        "/./a",
        "/a/.",
        "/a/..;/b",
        "/a/..;x=1/b",
        "/a/.;/b",
        "/a/%2e%2e/b",
        "/a/%2E./b",
        "/a/.%2e",
        "/a/%2e%2e;/b",
        "/a/%2e%2e%3b/b",
        "/a/..%2fb",
        "/a%2f..%2fb",
        "/a%2F%2e%2e%2Fb",
        "/a/..%5cb",
        "/a%5c..%5cb",
        "/a/%252e%252e/b",
        "/a/%25252e%25252e/b",
        "/a/..\\b",
        "/a\\b",
        "/a/%00",
        "/a/%0d%0aHost:%20b",
        "/a/%250d%250ab",
        "/a/%7f",
        "/a/%",
        "/a/%2",
        "/a/%zz",
        "/a#b",
        "/a b",
        "/é",
        "a",
        "*",
        "http://localhost/s/acme/web/",
        "",
      })
  void what_might_lead_elsewhere_is_refused(String uri) {
    assertThatThrownBy(() -> PathSpelling.check(uri))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo("INVALID_INPUT"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a//b",
        "/a/...",
        "/a/..b",
        "/a/b..",
        "/.well-known/x",
        "/a;v=1/b",
        "/@scope%2fname",
        "/a%20b",
        "/a%25b",
        "/%C3%A9",
        "/a?next=/../b&q=%zz",
      })
  void what_leads_nowhere_else_goes_on(String uri) {
    PathSpelling.check(uri);
  }

  @Test
  void the_path_ends_at_the_question_mark() {
    assertThat(PathSpelling.path("/a?b?c")).isEqualTo("/a");
  }
}
