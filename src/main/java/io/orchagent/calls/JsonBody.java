package io.orchagent.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.calls.models.LlmCredentials;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.http.JsonBuffers;
import io.orchagent.platform.http.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON object, or nothing at all. */
record JsonBody(StrictJson json, @Nullable String contentType, byte[] bytes) implements CallBody {
  private static final JsonMapper READER =
      JsonMapper.builder(
              JsonBuffers.factory()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /** Escapes what is not ASCII, because halves of surrogate pairs have no UTF-8. */
  private static final JsonMapper WRITER =
      JsonBuffers.mapper().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /**
   * A whole body, of at most 10 MiB.
   *
   * @param announced its length in bytes; -1 when that was not said
   */
  static byte[] read(InputStream body, int announced) throws IOException {
    int most = announced < 0 ? StrictJson.MAX_BYTES : Math.min(announced, StrictJson.MAX_BYTES);
    // Without a length the JDK begins with 16 KiB, also for twenty bytes
    byte[] bytes = body.readNBytes(most + 1);
    if (bytes.length > StrictJson.MAX_BYTES) {
      throw Errors.tooLarge("The body is larger than 10 MiB.");
    }
    return bytes;
  }

  @Override
  public CallInput read(Optional<String> uploadsFolder) {
    if (bytes.length == 0) {
      return new CallInput(JsonNodeFactory.instance.objectNode(), "{}", List.of(), null);
    }
    if (contentType == null || !isJson(contentType)) {
      throw Errors.unsupportedType(
          "Send the agent's input as Content-Type: application/json, or files as"
              + " multipart/form-data.");
    }
    ObjectNode tree = json.object(bytes);
    return LlmCredentials.takeFrom(tree, "")
        .map(
            taken ->
                new CallInput(tree, written(tree), List.of(), taken.credentials().orElse(null)))
        .orElseGet(() -> new CallInput(tree, text(bytes), List.of(), null));
  }

  @Override
  public String fingerprint() {
    return bytes.length == 0
        ? CanonicalJson.of(json, "{}".getBytes(StandardCharsets.UTF_8))
        : CanonicalJson.of(json, bytes);
  }

  private static boolean isJson(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json");
  }

  static String written(JsonNode tree) {
    try {
      return WRITER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that was read can be written", e);
    }
  }

  /** The text as it was sent: nothing of it changes on its way to the agent. */
  private static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw Errors.invalid("The body is not valid JSON in UTF-8.");
    }
  }

  /** A document that was found to be JSON before. */
  static JsonNode parsed(String text) {
    try {
      return READER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document that was checked can be read", e);
    }
  }

  /** Names of strangers may be of any length; messages are not. */
  static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }
}
