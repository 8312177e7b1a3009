package io.orchagent.platform.health;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class HealthResourceIT extends HealthResourceTest {}
