package io.orchagent.calls.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchagent.calls.runs.RunFilter.IdRange;
import io.orchagent.platform.errors.ApiException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFilterTest {
  @Test
  void a_prefix_is_a_range_of_ids() {
    assertThat(IdRange.of("0193a"))
        .isEqualTo(
            new IdRange(
                UUID.fromString("0193a000-0000-0000-0000-000000000000"),
                UUID.fromString("0193afff-ffff-ffff-ffff-ffffffffffff")));
    UUID whole = UUID.fromString("0193abcd-1234-7abc-8def-0123456789ab");
    assertThat(IdRange.of(whole.toString())).isEqualTo(new IdRange(whole, whole));
    assertThat(IdRange.of("0193ABCD-1").from())
        .isEqualTo(UUID.fromString("0193abcd-1000-0000-0000-000000000000"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "xyz", "0193a%", "0123456789012345678901234567890123456"})
  void anything_else_is_refused(String prefix) {
    assertThatThrownBy(() -> IdRange.of(prefix)).isInstanceOf(ApiException.class);
  }
}
