package io.orchagent.secrets;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SecretResourceIT extends SecretResourceTest {}
