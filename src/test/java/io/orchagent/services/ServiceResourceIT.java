package io.orchagent.services;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ServiceResourceIT extends ServiceResourceTest {}
