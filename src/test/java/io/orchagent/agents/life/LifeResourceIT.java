package io.orchagent.agents.life;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class LifeResourceIT extends LifeResourceTest {}
