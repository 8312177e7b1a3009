package io.orchagent.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugsTest {
  @ParameterizedTest
  @ValueSource(strings = {"ab", "a1", "1a", "acme", "acme-labs", "dev", "a-b-c-d"})
  void good_slugs(String slug) {
    assertThat(Slugs.objection(slug)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "-a", "a-", "a--b", "A", "a_b", "a.b", "ä", "a b", "a\n", "ab\n"})
  void bad_slugs(String slug) {
    assertThat(Slugs.objection(slug)).isPresent();
  }

  @Test
  void the_longest_slug_has_39_characters() {
    assertThat(Slugs.objection("x".repeat(39))).isEmpty();
    assertThat(Slugs.objection("x".repeat(40))).isPresent();
  }

  @Test
  void first_path_segments_of_the_server_are_reserved() {
    List<String> named =
        List.of(
            "agents",
            "public",
            "org",
            "users",
            "workspaces",
            "webhooks",
            "usage",
            "author-usage",
            "billing",
            "api-keys",
            "auth",
            "storage",
            "tasks",
            "messages",
            "environments",
            "github",
            "security",
            "health",
            "metrics",
            "q",
            "cli",
            "mcp",
            "dashboard",
            "services",
            "s",
            "llm-keys",
            "sellers",
            "static",
            "assets",
            "api",
            "v1",
            "invites",
            "openapi");
    assertThat(named).allSatisfy(slug -> assertThat(Slugs.objection(slug)).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "Acme Labs, acme-labs",
    "  Zoë & Søren!  , zoe-s-ren",
    "a, ws-a",
    "'', ws",
    "日本, ws",
    "Agents, agents-ws",
    "--, ws",
    "A--B, a-b",
  })
  void a_slug_is_made_from_a_name(String name, String slug) {
    String made = Slugs.from(name);
    assertThat(made).isEqualTo(slug.equals("ws") ? "ws-ws" : slug);
    assertThat(Slugs.objection(made)).isEmpty();
  }

  @Test
  void made_slugs_are_never_too_long() {
    String made = Slugs.from("word ".repeat(100));
    assertThat(Slugs.objection(made)).isEmpty();
    assertThat(made).hasSizeLessThanOrEqualTo(39);
    assertThat(Slugs.withSuffix(made, "abc123")).endsWith("-abc123").hasSizeLessThanOrEqualTo(39);
    assertThat(Slugs.objection(Slugs.withSuffix(made, "abc123"))).isEmpty();
  }
}
