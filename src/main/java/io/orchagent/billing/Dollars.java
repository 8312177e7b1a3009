package io.orchagent.billing;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts in US dollars, as decimal text. */
final class Dollars {
  private static final Pattern FORM = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");
  static final String RULE =
      "must be a decimal number above 0, below 1000000000 and with at most 6 decimals, as \"25.50\"";

  private Dollars() {}

  /** At least two decimals, no more than there are. */
  static String text(BigDecimal amount) {
    BigDecimal plain = amount.stripTrailingZeros();
    return (plain.scale() < 2 ? plain.setScale(2) : plain).toPlainString();
  }

  static String ofCents(long cents) {
    return text(BigDecimal.valueOf(cents, 2)) + " USD";
  }

  /** Null when it is none. */
  static @Nullable BigDecimal read(@Nullable JsonNode sent) {
    if (sent == null || !(sent.isTextual() || sent.isNumber())) {
      return null;
    }
    String text = sent.isTextual() ? sent.textValue() : sent.decimalValue().toPlainString();
    if (!FORM.matcher(text).matches()) {
      return null;
    }
    BigDecimal amount = new BigDecimal(text);
    return amount.signum() > 0 ? amount : null;
  }

  /** Whether there is something that {@link #read} can't read. */
  static boolean wrong(@Nullable JsonNode sent) {
    return sent != null && !sent.isNull() && read(sent) == null;
  }
}
