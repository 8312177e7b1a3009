package io.orchagent.calls.runs;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class RunCancelResourceIT extends RunCancelResourceTest {}
