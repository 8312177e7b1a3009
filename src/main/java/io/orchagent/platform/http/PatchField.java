package io.orchagent.platform.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A field of a PATCH: absent (leave as it is), null (clear it) or a value (set it).
 *
 * @param present false when the request did not name the field
 * @param value null when it was sent as null, and when it is absent
 */
@JsonDeserialize(using = PatchField.Reader.class)
@RegisterForReflection
public record PatchField<T>(boolean present, @Nullable T value) {
  public static <T> PatchField<T> absent() {
    return new PatchField<>(false, null);
  }

  public static <T> PatchField<T> of(@Nullable T value) {
    return new PatchField<>(true, value);
  }

  /** Hands the value, maybe null, over when the field was sent. */
  public void ifPresent(Consumer<@Nullable T> change) {
    if (present) {
      change.accept(value);
    }
  }

  /** Tells absent, null and value apart; Jackson makes one for each declared content type. */
  @RegisterForReflection
  public static final class Reader extends JsonDeserializer<PatchField<?>>
      implements ContextualDeserializer {
    private final @Nullable JavaType content;

    public Reader() {
      this(null);
    }

    private Reader(@Nullable JavaType content) {
      this.content = content;
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, @Nullable BeanProperty property) {
      JavaType type = property == null ? context.getContextualType() : property.getType();
      return new Reader(type.containedTypeOrUnknown(0));
    }

    @Override
    public PatchField<?> deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return of(context.readValue(parser, content));
    }

    @Override
    public PatchField<?> getNullValue(DeserializationContext context) {
      return of(null);
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return absent();
    }
  }
}
