package io.orchagent.calls.traces;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class RunTraceResourceIT extends RunTraceResourceTest {}
