package io.orchagent.platform.http;

import jakarta.inject.Singleton;
import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.ValueExtractor;

/**
 * Lets constraints stand on what a patch field holds: {@code PatchField<@Size(max = 9) String>}. A
 * field that is absent breaks no rule; one that was sent as null does, where the rule says so.
 */
@Singleton
public class PatchFieldValue implements ValueExtractor<PatchField<@ExtractedValue ?>> {
  @Override
  public void extractValues(PatchField<?> field, ValueReceiver receiver) {
    if (field.present()) {
      receiver.value(null, field.value());
    }
  }
}
