package io.orchagent.agents.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.errors.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCheckTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final UUID OWNER = UUID.randomUUID();

  private final SchemaCheck check = new SchemaCheck();

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private List<FieldError> publish(String schema) {
    return check.checkSchema("input_schema", (ObjectNode) json(schema));
  }

  private List<FieldError> call(String schema, String value) {
    return check.validate(OWNER, schema.replace('\'', '"'), json(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}",
        "{'$schema':'https://json-schema.org/draft/2020-12/schema','$id':'https://a.example/x'}",
        "{'$defs':{'n':{'properties':{'next':{'$ref':'#/$defs/n'}}}},'$ref':'#/$defs/n'}",
        "{'properties':{'$ref':{'type':'string'},'pattern':{'type':'string'}}}",
        "{'$defs':{'a b':{'$anchor':'here'}},'allOf':[{'$ref':'#/$defs/a%20b'},{'$ref':'#here'}]}",
        "{'enum':[{'$ref':'https://not.a.reference/'}]}",
        "{'properties':{'a':{'pattern':'^[a-z]+$'}},'patternProperties':{'^x':true}}"
      })
  void proper_schemas_are_taken(String schema) {
    assertThat(publish(schema)).isEmpty();
  }

  @Test
  void what_is_no_schema_is_told_with_its_place() {
    assertThat(publish("{'type':'object','properties':{'a':{'type':'text'}},'required':'a'}"))
        .extracting(FieldError::field)
        .contains("input_schema.properties.a.type", "input_schema.required");
  }

  @Test
  void other_dialects_are_refused() {
    assertThat(publish("{'$schema':'http://json-schema.org/draft-07/schema#'}"))
        .extracting(FieldError::field)
        .containsExactly("input_schema.$schema");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref':'https://evil.example/schema'}",
        "{'$ref':'file:///etc/passwd'}",
        "{'items':{'$ref':'other.json'}}",
        "{'$dynamicRef':'http://169.254.169.254/#x'}"
      })
  void nothing_is_fetched(String schema) {
    assertThat(publish(schema)).extracting(FieldError::message).first().asString().contains("#/");
  }

  @Test
  void references_that_lead_nowhere_are_refused() {
    assertThat(publish("{'$ref':'#/$defs/missing'}"))
        .containsExactly(
            new FieldError("input_schema", "has a reference that leads nowhere: #/$defs/missing"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref':'#'}",
        "{'allOf':[{'$ref':'#'}]}",
        "{'$defs':{'a':{'not':{'$ref':'#/$defs/b'}},'b':{'$ref':'#/$defs/a'}},'$ref':'#/$defs/a'}",
        "{'if':{'$ref':'#'}}"
      })
  void references_in_circles_are_refused(String schema) {
    assertThat(publish(schema))
        .extracting(FieldError::message)
        .first()
        .asString()
        .contains("without end");
  }

  @Test
  void schemas_that_double_their_work_are_refused() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ObjectNode definitions = schema.putObject("$defs");
    for (int i = 0; i < 60; i++) {
      ArrayNode both = definitions.putObject("a" + i).putArray("allOf");
      both.addObject().put("$ref", "#/$defs/a" + (i + 1));
      both.addObject().put("$ref", "#/$defs/a" + (i + 1));
    }
    definitions.putObject("a60").put("type", "object");
    schema.put("$ref", "#/$defs/a0");
    assertThat(check.checkSchema("input_schema", schema)).hasSize(1);
  }

  @Test
  void a_schema_that_doubles_with_each_level_of_the_value_ends() {
    String schema = "{'properties':{'a':{'anyOf':[{'allOf':[{'$ref':'#'},false]},{'$ref':'#'}]}}}";
    assertThat(publish(schema)).isEmpty();
    String deep = "{'a':".repeat(100) + "1" + "}".repeat(100);
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () ->
            assertThat(call(schema, deep))
                .extracting(FieldError::message)
                .containsExactly(
                    "is too large or too deeply nested to be compared with the schema"));
  }

  @Test
  void sizes_and_depths_are_bounded() {
    String deep = "{'not':".repeat(40) + "{}" + "}".repeat(40);
    assertThat(publish(deep)).extracting(FieldError::message).first().asString().contains("32");
    assertThat(publish("{'description':'" + "x".repeat(300_000) + "'}"))
        .extracting(FieldError::message)
        .containsExactly("must be at most 256 KiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(?=a)b", "(a)\\\\1", "(", "a{2000}"})
  void patterns_without_linear_time_are_refused(String pattern) {
    assertThat(publish("{'properties':{'a':{'pattern':'" + pattern + "'}}}"))
        .extracting(FieldError::field)
        .containsExactly("input_schema.properties.a.pattern");
    assertThat(publish("{'patternProperties':{'" + pattern + "':true}}")).hasSize(1);
  }

  @Test
  void patterns_that_explode_elsewhere_answer_at_once() {
    String schema = "{'properties':{'a':{'type':'string','pattern':'^(a+)+$'}}}";
    assertThat(publish(schema)).isEmpty();
    Assertions.assertTimeout(
        Duration.ofSeconds(2),
        () ->
            assertThat(call(schema, "{'a':'" + "a".repeat(50_000) + "!'}"))
                .extracting(FieldError::field)
                .containsExactly("a"));
  }

  @Test
  void all_that_a_value_breaks_is_told() {
    String schema =
        "{'type':'object','required':['name','size'],'additionalProperties':false,"
            + "'properties':{'name':{'type':'string','minLength':2},"
            + "'list':{'items':{'type':'integer'}}}}";
    assertThat(call(schema, "{'name':'x','list':[1,'two'],'more':1}"))
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder("size", "name", "list[1]", "more");
    assertThat(call(schema, "{'name':'xy','size':1.5}"))
        .extracting(FieldError::field)
        .containsExactly("size");
    assertThat(call("{'required':['a']}", "{'a':null}")).isEmpty();
  }

  @Test
  void whole_numbers_in_other_spellings_are_integers() {
    assertThat(call("{'properties':{'a':{'type':'integer','maximum':10}}}", "{'a':5.0}")).isEmpty();
    assertThat(call("{'properties':{'a':{'multipleOf':0.01}}}", "{'a':19.99}")).isEmpty();
  }

  @Test
  void large_values_are_compared_in_time() {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    ArrayNode list = value.putArray("list");
    for (int i = 0; i < 500_000; i++) {
      list.add(i);
    }
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () ->
            assertThat(
                    check.validate(
                        OWNER,
                        "{\"properties\":{\"list\":{\"items\":{\"type\":\"integer\"}}}}",
                        value))
                .isEmpty());
  }

  @Test
  void long_comparisons_of_one_workspace_leave_room_for_others_and_short_ones_need_none() {
    LongComparisons places = new LongComparisons(2, Duration.ofMillis(50));
    SchemaCheck busy = new SchemaCheck(places);
    String doubling =
        "{'properties':{'a':{'anyOf':[{'allOf':[{'$ref':'#'},false]},{'$ref':'#'}]}}}"
            .replace('\'', '"');
    JsonNode deep = json("{'a':".repeat(100) + "1" + "}".repeat(100));
    String patterns = "{'pattern':'(a?){500}b'}".replace('\'', '"');
    JsonNode text = JsonNodeFactory.instance.textNode("a".repeat(100_000));
    // One of the owner's goes on
    places.enter(OWNER);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> busy.validate(OWNER, doubling, deep))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.code()).isEqualTo("UNAVAILABLE"));
      assertThatThrownBy(() -> busy.validate(OWNER, patterns, text))
          .isInstanceOf(ApiException.class);
      assertThat(busy.validate(OWNER, doubling, json("{'a':{'b':1}}"))).isEmpty();
      // Each gives its place back
      assertThat(busy.validate(UUID.randomUUID(), doubling, deep)).hasSize(1);
      assertThat(busy.validate(UUID.randomUUID(), patterns, text)).hasSize(1);
    }
    places.leave(OWNER);
    assertThat(busy.validate(OWNER, doubling, deep)).hasSize(1);
  }
}
