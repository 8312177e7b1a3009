package io.orchagent.calls.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchagent.llm.LlmProvider;
import io.orchagent.platform.errors.Errors;
import io.orchagent.platform.errors.FieldError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a caller sends for one call: used for it, and kept nowhere. */
public record LlmCredentials(
    @Nullable String apiKey, @Nullable LlmProvider provider, @Nullable String model) {
  public static final String FIELD = "llm_credentials";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,2000}");
  private static final Pattern MODEL = Pattern.compile("[\\x21-\\x7e]{1,200}");

  /** Something was taken out of the input; it may have been empty. */
  public record Taken(Optional<LlmCredentials> credentials) {}

  /**
   * Takes them out of an agent's input, wherever they may ride: from here on nothing stores or logs
   * them.
   *
   * @param path of the object, for messages
   * @return empty when there were none to take
   */
  public static Optional<Taken> takeFrom(ObjectNode input, String path) {
    Optional<Taken> own = take(input, path);
    Optional<Taken> beside =
        input.path("metadata") instanceof ObjectNode metadata
            ? take(metadata, path + "metadata.")
            : Optional.empty();
    if (own.isPresent() && beside.isPresent()) {
      throw Errors.invalidField(path + FIELD, "is there twice: also in metadata; leave one out");
    }
    return own.or(() -> beside);
  }

  /** Leaves of them what makes another request of it: provider and model, and never a key. */
  public static void dropKey(ObjectNode input) {
    dropKeyOf(input);
    if (input.path("metadata") instanceof ObjectNode metadata) {
      dropKeyOf(metadata);
    }
  }

  private static void dropKeyOf(ObjectNode holder) {
    if (holder.remove(FIELD) instanceof ObjectNode sent) {
      sent.retain("provider", "model");
      if (isKey(sent.path("model").asText())) {
        sent.remove("model");
      }
      if (!sent.isEmpty()) {
        holder.set(FIELD, sent);
      }
    }
  }

  private static boolean isKey(String text) {
    return text.startsWith("sk-") || text.startsWith("AIza");
  }

  private static Optional<Taken> take(ObjectNode tree, String path) {
    JsonNode sent = tree.remove(FIELD);
    return sent == null
        ? Optional.empty()
        : Optional.of(new Taken(Optional.ofNullable(read(sent, path + FIELD))));
  }

  private static @Nullable LlmCredentials read(JsonNode sent, String where) {
    if (sent.isNull()) {
      return null;
    }
    if (!sent.isObject()) {
      throw Errors.invalidField(where, "must be an object with api_key, provider and model");
    }
    List<FieldError> errors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : sent.properties()) {
      if (!List.of("api_key", "provider", "model").contains(field.getKey())) {
        // Not its name: it may be the key, in the wrong place
        errors.add(new FieldError(where, "has an unknown field; send api_key, provider, model"));
      }
    }
    String key =
        text(sent, "api_key", where, KEY, "must be 1 to 2000 printable characters", errors);
    String misplaced = sent.path("model").asText();
    if (isKey(misplaced) || misplaced.equals(key)) {
      // A model is stored and told, so its text is not repeated here
      errors.add(new FieldError(where + ".model", "is a key; send that as api_key"));
      throw Errors.invalid(errors);
    }
    String provider = text(sent, "provider", where, MODEL, "must be one of " + all(), errors);
    String model =
        text(sent, "model", where, MODEL, "must be 1 to 200 printable characters", errors);
    LlmProvider known = provider == null ? null : LlmProvider.of(provider).orElse(null);
    if (provider != null && known == null) {
      errors.add(new FieldError(where + ".provider", "must be one of " + all()));
    }
    if (!errors.isEmpty()) {
      throw Errors.invalid(errors);
    }
    return new LlmCredentials(key, known, model);
  }

  private static @Nullable String text(
      JsonNode sent,
      String name,
      String where,
      Pattern form,
      String rule,
      List<FieldError> errors) {
    JsonNode value = sent.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (value.isTextual() && form.matcher(value.textValue()).matches()) {
      return value.textValue();
    }
    errors.add(new FieldError(where + "." + name, rule));
    return null;
  }

  private static String all() {
    return Arrays.stream(LlmProvider.values())
        .map(LlmProvider::wire)
        .collect(Collectors.joining(", "));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "LlmCredentials[" + provider + ", " + model + "]";
  }
}
