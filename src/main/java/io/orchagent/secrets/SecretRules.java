package io.orchagent.secrets;

import io.orchagent.platform.errors.FieldError;
import io.orchagent.platform.http.BodyRules;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a secret may be. No message repeats any of a value. */
@Singleton
class SecretRules implements BodyRules<SecretApi.Put> {
  static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_ALLOWED = 100;
  private static final Pattern ALLOWED =
      Pattern.compile("[a-z0-9][a-z0-9-]{1,38}/(\\*|[a-z0-9][a-z0-9-]{0,48}[a-z0-9])");

  @Override
  public Class<SecretApi.Put> body() {
    return SecretApi.Put.class;
  }

  @Override
  public List<FieldError> problems(SecretApi.Put body) {
    List<FieldError> problems = new ArrayList<>();
    SecretName.problem(body.name())
        .ifPresent(problem -> problems.add(new FieldError("name", problem)));
    value(body.value()).ifPresent(problem -> problems.add(new FieldError("value", problem)));
    String description = body.description().value();
    if (description != null && description.length() > MAX_DESCRIPTION) {
      problems.add(new FieldError("description", "must be at most 500 characters"));
    }
    List<String> allowed = body.allowedAgents().value();
    if (allowed != null) {
      allowed(allowed, problems);
    }
    return problems;
  }

  private static Optional<String> value(@Nullable String value) {
    if (value == null) {
      return Optional.of("is required");
    }
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      int size = bytes.remaining();
      return size >= 1 && size <= MAX_BYTES
          ? Optional.empty()
          : Optional.of("must be 1 to 65536 bytes in UTF-8, and has " + size);
    } catch (CharacterCodingException e) {
      return Optional.of("has half of a surrogate pair, which no UTF-8 text can hold");
    }
  }

  private static void allowed(List<String> allowed, List<FieldError> problems) {
    if (allowed.size() > MAX_ALLOWED) {
      problems.add(new FieldError("allowed_agents", "must be at most 100"));
      return;
    }
    for (int i = 0; i < allowed.size(); i++) {
      if (!ALLOWED.matcher(allowed.get(i)).matches()) {
        problems.add(
            new FieldError(
                "allowed_agents[" + i + "]",
                "must be an agent as org/name, or org/* for all of it"));
      }
    }
  }
}
