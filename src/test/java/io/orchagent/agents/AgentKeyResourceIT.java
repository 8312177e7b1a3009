package io.orchagent.agents;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AgentKeyResourceIT extends AgentKeyResourceTest {}
