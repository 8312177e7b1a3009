package io.orchagent.agents;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.StorableJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, with the rules that publishing and changing share. */
public final class Problems {
  private static final Pattern ENDPOINT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Set<String> PROVIDERS =
      Set.of("openai", "anthropic", "gemini", "ollama", "any");
  private static final int MAX_PROBLEMS = 500;
  private static final long MAX_PRICE_CENTS = 1_000_000;

  private final List<FieldError> found = new ArrayList<>();

  public List<FieldError> all() {
    return List.copyOf(found);
  }

  public void add(String field, String message) {
    if (found.size() < MAX_PROBLEMS) {
      found.add(new FieldError(field, message));
    }
  }

  public void addAll(List<FieldError> more) {
    more.forEach(one -> add(one.field(), one.message()));
  }

  public void require(boolean holds, String field, String message) {
    if (!holds) {
      add(field, message);
    }
  }

  public void text(String field, @Nullable String value, int max) {
    require(
        value == null || value.length() <= max,
        field,
        "must be at most %,d characters".formatted(max));
  }

  public void matches(String field, @Nullable String value, Pattern pattern, String message) {
    require(value == null || pattern.matcher(value).matches(), field, message);
  }

  public void oneOf(String field, @Nullable String value, List<String> words) {
    require(
        value == null || words.contains(value),
        field,
        "must be one of " + String.join(", ", words));
  }

  /** Different texts, none of them blank. */
  public void words(String field, @Nullable List<String> values, int maxCount, int maxLength) {
    if (values == null) {
      return;
    }
    require(values.size() <= maxCount, field, "must be at most " + maxCount);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < Math.min(values.size(), maxCount); i++) {
      String value = values.get(i);
      String where = field + "[" + i + "]";
      require(
          !value.isBlank() && value.length() <= maxLength,
          where,
          "must be 1 to " + maxLength + " characters");
      require(seen.add(value), where, "is there twice");
    }
  }

  public void endpoint(@Nullable String value) {
    matches(
        "default_endpoint",
        value,
        ENDPOINT,
        "must be 1 to 64 letters, digits, dots, dashes and underscores");
  }

  public void timeout(@Nullable Integer value, boolean alwaysOn) {
    require(
        value == null || (value >= 1 && value <= 900) || (value == 0 && alwaysOn),
        "timeout_seconds",
        "must be 1 to 900; 0 is only for always_on");
  }

  public void providers(@Nullable List<String> values, boolean mayBeEmpty) {
    words("supported_providers", values, PROVIDERS.size(), 20);
    if (values == null) {
      return;
    }
    require(mayBeEmpty || !values.isEmpty(), "supported_providers", "must name at least one");
    require(
        PROVIDERS.containsAll(values),
        "supported_providers",
        "may name openai, anthropic, gemini, ollama and any");
  }

  public void models(@Nullable Map<String, String> models) {
    if (models == null) {
      return;
    }
    models.forEach(
        (provider, model) -> {
          boolean known = PROVIDERS.contains(provider) && !provider.equals("any");
          String shown = provider.length() <= 50 ? provider : provider.substring(0, 50) + "…";
          require(
              known,
              "default_models." + shown,
              "is no provider; use openai, anthropic, gemini or ollama");
          require(
              !known || (model != null && !model.isBlank() && model.length() <= 200),
              "default_models." + shown,
              "must be a model's name of at most 200 characters");
        });
  }

  public void price(@Nullable Long cents) {
    require(
        cents == null || (cents >= 0 && cents <= MAX_PRICE_CENTS),
        "price_per_call_cents",
        "must be 0 to 1,000,000");
  }

  /** Free JSON that is stored: bounded, and without what PostgreSQL can't take. */
  public boolean storable(String field, @Nullable JsonNode value, int maxBytes) {
    if (value == null) {
      return true;
    }
    String text = value.toString();
    require(text.length() <= maxBytes, field, "must be at most %d KiB".formatted(maxBytes / 1024));
    StorableJson.problem(value).ifPresent(problem -> add(field, problem));
    return text.length() <= maxBytes;
  }
}
