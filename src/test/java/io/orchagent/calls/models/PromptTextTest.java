package io.orchagent.calls.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.agents.PromptTemplate;
import org.junit.jupiter.api.Test;

class PromptTextTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ObjectNode input(String json) throws Exception {
    return (ObjectNode) JSON.readTree(json);
  }

  private static String text(String prompt, String json) throws Exception {
    return PromptText.of(PromptTemplate.of(prompt), input(json), json);
  }

  @Test
  void variables_take_texts_as_they_are_and_the_rest_as_json() throws Exception {
    String json = "{\"a\":\"x \\\"y\\\"\",\"b\":[1,{\"c\":null}],\"a.b\":true,\"n\":1.50}";
    assertThat(text("{{a}}-{{ b }}-{{a.b}}-{{n}}-{no}-{{ no no }}", json))
        .startsWith("x \"y\"-[1,{\"c\":null}]-true-")
        .contains("-{no}-{{ no no }}\n\n```json\n" + json + "\n```");
  }

  @Test
  void a_text_without_variables_gets_the_input_once() throws Exception {
    assertThat(text("Do it", " {} ")).isEqualTo("Do it\n\n```json\n{}\n```");
  }

  @Test
  void a_variable_that_stands_there_many_times_cannot_blow_the_prompt_up() throws Exception {
    ObjectNode long20k = JSON.createObjectNode().put("a", "x".repeat(20_000));
    assertThat(PromptText.isTooLong(PromptTemplate.of("{{a}}".repeat(500)), long20k)).isFalse();
    assertThat(PromptText.isTooLong(PromptTemplate.of("{{a}}".repeat(600)), long20k)).isTrue();
    assertThat(PromptText.isTooLong(PromptTemplate.of("{{a}}".repeat(100_000)), long20k)).isTrue();
  }

  @Test
  void a_value_is_not_looked_at_for_variables() throws Exception {
    assertThat(text("{{a}}", "{\"a\":\"{{b}}\"}")).startsWith("{{b}}\n\n");
  }

  @Test
  void the_fence_is_longer_than_any_in_the_input() throws Exception {
    assertThat(text("x", "{\"a\":\"`````\"}"))
        .isEqualTo("x\n\n``````json\n{\"a\":\"`````\"}\n``````");
    assertThat(text("x", "{\"a\":\"``\"}")).contains("\n```json\n");
  }

  @Test
  void absent_null_and_empty_variables_are_missing_and_nothing_else() throws Exception {
    PromptTemplate prompt = PromptTemplate.of("{{a}}{{b}}{{c}}{{d}}{{e}}{{f}}{{g}}{{a}}");
    assertThat(
            PromptText.missing(
                prompt, input("{\"b\":null,\"c\":\"\",\"d\":0,\"e\":false,\"f\":[],\"g\":\" \"}")))
        .containsExactly("a", "b", "c");
  }
}
