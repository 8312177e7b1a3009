package io.orchagent.billing;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class StripeResourceIT extends StripeResourceTest {}
