package io.orchagent.agents.publishing;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class PublishWarningsResourceIT extends PublishWarningsResourceTest {}
