package io.orchagent.testing;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;

/** Found by every {@code @QuarkusTest} and {@code @QuarkusIntegrationTest}: nothing to declare. */
@WithTestResource(value = EmbeddedServers.class, scope = TestResourceScope.GLOBAL)
public final class SharedServers {
  private SharedServers() {}
}
