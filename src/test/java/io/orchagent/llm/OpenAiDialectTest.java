package io.orchagent.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which schemas are sent as strict. */
class OpenAiDialectTest {
  private static boolean isStrict(String schema) {
    return OpenAiDialect.isStrict(WireJson.schema(schema.replace('\'', '"')));
  }

  @Test
  void a_request_shows_no_key() {
    Dialect.Written written =
        new Dialect.Written("http://x", Map.of("Authorization", "Bearer k-1"), WireJson.object(""));
    assertThat(written).hasToString("Written[http://x]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object','properties':{},'additionalProperties':false}",
        "{'$schema':'x','$id':'y','type':'object','properties':{'type':{'type':'string'}},"
            + "'required':['type'],'additionalProperties':false}",
        "{'type':'object','properties':{'oneOf':{'type':'array','items':{'type':'integer'}}},"
            + "'required':['oneOf'],'additionalProperties':false,'description':'d'}",
        "{'type':'object','properties':{'a':{'anyOf':[{'type':'null'},{'$ref':'#/$defs/b'}]}},"
            + "'required':['a'],'additionalProperties':false,'$defs':{'b':{'enum':['x']}}}"
      })
  void closed_plain_schemas_are(String schema) {
    assertThat(isStrict(schema)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object'}",
        "{'type':'object','additionalProperties':true}",
        "{'type':'object','additionalProperties':{'type':'string'}}",
        "{'type':'object','properties':{'a':{}},'additionalProperties':false}",
        "{'properties':{'a':{}},'required':['a'],'additionalProperties':false}",
        "{'type':'object','properties':{'a':true},'required':['a'],'additionalProperties':false}",
        "{'type':'object','properties':{'a':{'type':['object','null']}},'required':['a'],"
            + "'additionalProperties':false}",
        "{'type':'object','properties':{'a':{'type':'array','items':{'type':'object'}}},"
            + "'required':['a'],'additionalProperties':false}",
        "{'type':'object','properties':{'a':{'oneOf':[{'type':'null'}]}},'required':['a'],"
            + "'additionalProperties':false}",
        "{'type':'object','properties':{'a':{'$ref':'#/$defs/b'}},'required':['a'],"
            + "'additionalProperties':false,'$defs':{'b':{'type':'object'}}}"
      })
  void open_or_more_demanding_ones_are_not(String schema) {
    assertThat(isStrict(schema)).isFalse();
  }
}
