package io.orchagent.schedules;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class WebhookResourceIT extends WebhookResourceTest {}
