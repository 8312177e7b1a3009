package io.orchagent.admin;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AdminCreditResourceIT extends AdminCreditResourceTest {}
