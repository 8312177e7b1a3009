package io.orchagent.calls.engines;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchagent.platform.http.JsonBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a program printed: one JSON document, or not. The document is checked token by token and
 * kept as the text that it is, so that nothing of it changes on its way and ten megabytes of
 * brackets stay ten megabytes.
 *
 * @param form what it is
 * @param text the trimmed text; what is no UTF-8 in it is replaced
 */
record AgentOutput(Form form, String text) {
  static final int MAX_DEPTH = 200;

  private static final JsonFactory JSON =
      JsonBuffers.factory()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final JsonMapper TREES =
      JsonMapper.builder(JSON).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  enum Form {
    JSON,
    TOO_DEEP,
    OTHER
  }

  static AgentOutput read(byte[] stdout) {
    String strict = decoded(stdout);
    if (strict == null) {
      return new AgentOutput(Form.OTHER, new String(stdout, StandardCharsets.UTF_8).strip());
    }
    String text = strict.strip();
    return new AgentOutput(formOf(text), text);
  }

  /** The same of a text. */
  static AgentOutput of(String text) {
    String clean = AgentText.wellFormed(text).strip();
    return new AgentOutput(formOf(clean), clean);
  }

  /** Of JSON. */
  JsonNode tree() {
    try {
      return TREES.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException("a document that was checked can be read", e);
    }
  }

  private static @Nullable String decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** What a JSON document may begin with; most of what models say begins otherwise. */
  private static final String BEGINNINGS = "{[\"-0123456789tfn";

  private static Form formOf(String text) {
    if (text.isEmpty() || BEGINNINGS.indexOf(text.charAt(0)) < 0) {
      // Without the exception that the parser makes of it
      return Form.OTHER;
    }
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return Form.OTHER;
      }
      parser.skipChildren();
      return parser.nextToken() == null ? Form.JSON : Form.OTHER;
    } catch (StreamConstraintsException e) {
      return Form.TOO_DEEP;
    } catch (IOException e) {
      return Form.OTHER;
    }
  }

  /** The text of {@code error}, or of {@code error.message}, of a JSON object. */
  Optional<String> error() {
    if (form != Form.JSON || !text.startsWith("{")) {
      return Optional.empty();
    }
    try (JsonParser parser = JSON.createParser(text)) {
      JsonToken value = field(parser, "error");
      if (value == JsonToken.START_OBJECT) {
        value = field(parser, "message", value);
      }
      return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static @Nullable JsonToken field(JsonParser parser, String name) throws IOException {
    return field(parser, name, parser.nextToken());
  }

  /** Moves to the value of that field of the object that the parser has just entered. */
  private static @Nullable JsonToken field(JsonParser parser, String name, JsonToken start)
      throws IOException {
    if (start != JsonToken.START_OBJECT) {
      return null;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String found = parser.currentName();
      JsonToken value = parser.nextToken();
      if (found.equals(name)) {
        return value;
      }
      parser.skipChildren();
    }
    return null;
  }
}
