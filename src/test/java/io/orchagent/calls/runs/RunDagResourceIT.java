package io.orchagent.calls.runs;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class RunDagResourceIT extends RunDagResourceTest {}
