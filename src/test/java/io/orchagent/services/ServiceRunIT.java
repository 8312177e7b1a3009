package io.orchagent.services;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ServiceRunIT extends ServiceRunTest {}
