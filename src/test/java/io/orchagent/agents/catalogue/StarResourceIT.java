package io.orchagent.agents.catalogue;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class StarResourceIT extends StarResourceTest {}
