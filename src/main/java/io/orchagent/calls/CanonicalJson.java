package io.orchagent.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.calls.models.LlmCredentials;
import io.orchagent.platform.errors.ApiException;
import io.orchagent.platform.http.StrictJson;
import io.orchagent.platform.ids.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/** One hash for all spellings of a document: order of members and white space do not matter. */
final class CanonicalJson {
  private final MessageDigest digest = Hashes.sha256();

  private CanonicalJson() {}

  /** A key to models is no part of it, the model is; what is not JSON at all counts as it is. */
  static String of(StrictJson json, byte[] document) {
    CanonicalJson canonical = new CanonicalJson();
    try {
      JsonNode tree = json.tree(document);
      if (tree instanceof ObjectNode object) {
        LlmCredentials.dropKey(object);
      }
      canonical.add(tree);
    } catch (ApiException e) {
      canonical.add("!");
      canonical.digest.update(document);
    }
    return Hashes.hex(canonical.digest.digest());
  }

  /** As deep as the reader allows. */
  private void add(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, JsonNode> sorted = new TreeMap<>();
        node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
        add("{");
        sorted.forEach(
            (name, value) -> {
              text(name);
              add(value);
            });
        add("}");
      }
      case ARRAY -> {
        add("[");
        node.forEach(this::add);
        add("]");
      }
      case STRING -> text(node.textValue());
      case NUMBER, BOOLEAN, NULL, MISSING, BINARY, POJO -> add(node.asText() + ",");
    }
  }

  /** With its length in front, so that no text can pass for structure. */
  private void text(String text) {
    add("\"" + text.length() + ":");
    add(text);
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }
}
