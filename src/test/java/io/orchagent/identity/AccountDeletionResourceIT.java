package io.orchagent.identity;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AccountDeletionResourceIT extends AccountDeletionResourceTest {}
