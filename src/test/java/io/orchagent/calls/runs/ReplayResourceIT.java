package io.orchagent.calls.runs;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ReplayResourceIT extends ReplayResourceTest {}
