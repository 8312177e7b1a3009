package io.orchagent.workspaces.members;

import io.orchagent.testing.WithMail;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusIntegrationTest
@TestProfile(WithMail.class)
class InviteMailResourceIT extends InviteMailResourceTest {}
