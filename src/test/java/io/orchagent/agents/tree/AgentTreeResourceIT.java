package io.orchagent.agents.tree;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AgentTreeResourceIT extends AgentTreeResourceTest {}
