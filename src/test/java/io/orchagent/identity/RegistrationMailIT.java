package io.orchagent.identity;

import io.orchagent.testing.WithMail;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusIntegrationTest
@TestProfile(WithMail.class)
class RegistrationMailIT extends RegistrationMailTest {}
