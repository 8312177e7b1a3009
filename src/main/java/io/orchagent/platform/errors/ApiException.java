package io.orchagent.platform.errors;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a stable code and a public message. What only operators may see goes into the
 * cause, never into the message.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;
  private final String code;
  private final boolean retryable;
  private final transient List<FieldError> fields;
  private final transient Map<String, Object> extras;
  private final transient Map<String, Object> metadata;
  private final transient @Nullable Duration retryAfter;

  private ApiException(Builder builder) {
    super(builder.message, builder.cause);
    this.kind = builder.kind;
    this.code = builder.code;
    this.retryable = builder.retryable;
    this.fields = List.copyOf(builder.fields);
    this.extras = new LinkedHashMap<>(builder.extras);
    this.metadata = new LinkedHashMap<>(builder.metadata);
    this.retryAfter = builder.retryAfter;
  }

  public static Builder of(ErrorKind kind, String code, String message) {
    return new Builder(kind, code, message);
  }

  public ErrorKind kind() {
    return kind;
  }

  public String code() {
    return code;
  }

  public String publicMessage() {
    return String.valueOf(getMessage());
  }

  public boolean retryable() {
    return retryable;
  }

  public List<FieldError> fields() {
    return fields;
  }

  /** Further members of {@code error}: {@code hint}, {@code detail}, {@code category} and so on. */
  public Map<String, Object> extras() {
    return extras;
  }

  /** Further members of {@code metadata}. */
  public Map<String, Object> metadata() {
    return metadata;
  }

  /** The same failure with each of its texts said otherwise, as masking does. */
  public ApiException rephrased(UnaryOperator<String> words) {
    Builder again = of(kind, code, words.apply(publicMessage()));
    again.retryable = retryable;
    again.retryAfter = retryAfter;
    again.cause = getCause();
    again.metadata.putAll(metadata);
    again.fields =
        fields.stream()
            .map(one -> new FieldError(words.apply(one.field()), words.apply(one.message())))
            .toList();
    extras.forEach(
        (name, value) ->
            again.extras.put(name, value instanceof String text ? words.apply(text) : value));
    return again.build();
  }

  /** How long to wait before the next try, for 429 and 503. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Collects what an error says before it is thrown. */
  public static final class Builder {
    private final ErrorKind kind;
    private final String code;
    private final String message;
    private boolean retryable;
    private List<FieldError> fields = List.of();
    private final Map<String, Object> extras = new LinkedHashMap<>();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private @Nullable Duration retryAfter;
    private @Nullable Throwable cause;

    private Builder(ErrorKind kind, String code, String message) {
      this.kind = kind;
      this.code = code;
      this.message = message;
    }

    public Builder retryable() {
      this.retryable = true;
      return this;
    }

    public Builder fields(List<FieldError> all) {
      this.fields = all;
      return this;
    }

    public Builder with(String name, @Nullable Object value) {
      if (value != null) {
        extras.put(name, value);
      }
      return this;
    }

    public Builder metadata(String name, @Nullable Object value) {
      if (value != null) {
        metadata.put(name, value);
      }
      return this;
    }

    public Builder retryAfter(Duration wait) {
      this.retryAfter = wait;
      return this;
    }

    public Builder cause(Throwable reason) {
      this.cause = reason;
      return this;
    }

    public ApiException build() {
      return new ApiException(this);
    }
  }
}
