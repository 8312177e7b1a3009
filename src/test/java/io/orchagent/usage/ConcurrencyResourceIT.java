package io.orchagent.usage;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class ConcurrencyResourceIT extends ConcurrencyResourceTest {}
