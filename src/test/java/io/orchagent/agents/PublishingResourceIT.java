package io.orchagent.agents;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class PublishingResourceIT extends PublishingResourceTest {}
