package io.orchagent.calls;

import static io.orchagent.testing.TestPrompt.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.orchagent.testing.TestModel;
import io.orchagent.testing.TestPrompt;
import io.orchagent.testing.TestWorkspace;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is measured of requests to providers: Gemini's address has the caller's word in it. */
@QuarkusTest
class ModelMetricsTest {
  @Inject MeterRegistry registry;

  @Test
  void the_name_of_a_model_makes_no_series_of_its_own() {
    TestWorkspace owner = TestWorkspace.create();
    String name = "m-" + TestWorkspace.unique();
    TestModel model = TestModel.of("gemini").says("hi", 1, 1);
    TestPrompt.publish(owner, "Answer", "default_models", Map.of("gemini", name))
        .call(owner, with(model))
        .statusCode(200);
    assertThat(model.seen().getFirst().head()).contains("/models/" + name + ":");
    assertThat(registry.getMeters().stream().map(meter -> meter.getId().toString()))
        .isNotEmpty()
        .noneMatch(meter -> meter.contains(name));
  }
}
