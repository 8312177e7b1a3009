package io.orchagent.calls;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ManagedLoopResourceIT extends ManagedLoopResourceTest {}
