package io.orchagent.usage.reports;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class UsageResourceIT extends UsageResourceTest {}
